import Kernels

/// Making the instructions of one unit.
extension Planner {
    mutating func emit(_ index: Int) {
        let unit = units[index]
        switch unit.kind {
        case .region:
            emitRegion(unit, index)
        case .rowPass(let pattern):
            emitRowPass(pattern, unit)
        case .single:
            emitSingle(unit.nodes[0])
        }
    }

    private mutating func emitSingle(_ id: Int) {
        let node = body.nodes[id]
        switch node.lowering {
        case .input, .constant, .elementwise:
            break
        case .convert:
            let source = contiguousView(node.inputs[0])
            emitContiguous(id) { planner, target in
                .convert(from: planner.use(source.location), to: target, count: node.shape.count)
            }
        case .view:
            copyReshaped(id)
        case .pad(let before, let value):
            emitPad(id, before, value)
        case .concatenate(let axis):
            emitConcatenate(id, axis)
        case .gatherRows:
            emitGather(id)
        case .scatterAddRows:
            emitScatter(id)
        case .reduce(let kind, let axes):
            emitReduction(id, kind, axes)
        case .matrixProduct:
            emitProduct(id)
        case .randomUniform(let layer):
            emitRandom(id, layer)
        case .window(let work):
            emitWindow(id, work)
        }
    }

    /// Appends an instruction that writes contiguously, with a copy behind it when the result goes elsewhere.
    mutating func emitContiguous(_ id: Int, _ make: (inout Planner, Location) -> PlannedInstruction) {
        let node = body.nodes[id]
        let target = view(id)
        if target.isContiguous(node.shape) {
            use(target.location)
            let instruction = make(&self, target.location)
            plan.instructions.append(instruction)
            return
        }
        let temporary = newArenaView(node)
        use(temporary.location)
        let instruction = make(&self, temporary.location)
        plan.instructions.append(instruction)
        copy(temporary, to: target, shape: node.shape)
    }

    /// A reshape that strides cannot express: a row-major copy.
    private mutating func copyReshaped(_ id: Int) {
        let node = body.nodes[id]
        let input = node.inputs[0]
        let target = view(id)
        let shape = body.nodes[input].shape
        if let same = target.reshaped(from: node.shape, to: shape) {
            copy(view(input), to: same, shape: shape)
            return
        }
        let source = contiguousView(input)
        if let same = source.reshaped(from: shape, to: node.shape) {
            copy(same, to: target, shape: node.shape)
        }
    }

    private mutating func emitPad(_ id: Int, _ before: [Int], _ value: Double) {
        let node = body.nodes[id]
        let input = node.inputs[0]
        let target = view(id)
        let whole = target.isContiguous(node.shape) ? target : newArenaView(node)
        use(whole.location)
        plan.instructions.append(.fill(whole.location, count: node.shape.count, value: value))
        copy(view(input), to: whole.sliced(before), shape: body.nodes[input].shape)
        if whole != target { copy(whole, to: target, shape: node.shape) }
    }

    private mutating func emitConcatenate(_ id: Int, _ axis: Int) {
        let node = body.nodes[id]
        let whole = view(id)
        var starts = [Int](repeating: 0, count: node.shape.rank)
        for input in node.inputs {
            let piece = whole.sliced(starts)
            let source = view(input)
            let shape = body.nodes[input].shape
            starts[axis] += shape[axis]
            let isThere =
                source.storage == piece.storage && source.offset == piece.offset
                && AxisList(shape, source.strides) == AxisList(shape, piece.strides)
            if !isThere { copy(source, to: piece, shape: shape) }
        }
    }

    /// A row-strided view of a table of two axes whose rows are contiguous, by a copy where needed.
    private mutating func rowView(_ id: Int) -> (location: Location, rowStride: Int) {
        let source = view(id)
        let shape = body.nodes[id].shape
        if shape[1] == 1 || source.strides[1] == 1 { return (source.location, source.strides[0]) }
        return (contiguousView(id).location, shape[1])
    }

    private mutating func emitGather(_ id: Int) {
        let node = body.nodes[id]
        let (tableID, rowsID) = (node.inputs[0], node.inputs[1])
        let table = rowView(tableID)
        let rows = contiguousView(rowsID)
        let (tableRows, columns) = (body.nodes[tableID].shape[0], body.nodes[tableID].shape[1])
        let count = body.nodes[rowsID].shape.count
        emitContiguous(id) { planner, target in
            .gather(
                PlannedGather(
                    table: planner.use(table.location), tableRows: tableRows, rowStride: table.rowStride,
                    columns: columns, rows: planner.use(rows.location), count: count, values: target))
        }
    }

    private mutating func emitScatter(_ id: Int) {
        let node = body.nodes[id]
        let values = contiguousView(node.inputs[0])
        let rows = contiguousView(node.inputs[1])
        let count = body.nodes[node.inputs[1]].shape.count
        let (tableRows, columns) = (node.shape[0], node.shape[1])
        emitContiguous(id) { planner, target in
            .scatter(
                PlannedGather(
                    table: target, tableRows: tableRows, rowStride: columns, columns: columns,
                    rows: planner.use(rows.location), count: count, values: planner.use(values.location)))
        }
    }

    private mutating func emitRandom(_ id: Int, _ layer: Int) {
        let node = body.nodes[id]
        let keys = contiguousView(node.inputs[0])
        let step = view(node.inputs[1])
        let trials = node.shape[0]
        emitContiguous(id) { planner, target in
            .random(
                PlannedRandom(
                    keys: planner.use(keys.location), step: planner.use(step.location), target: target,
                    trials: trials, count: node.shape.count / trials, layer: layer))
        }
    }

    private mutating func emitReduction(_ id: Int, _ reduction: AxisReduction, _ axes: [Int]) {
        let node = body.nodes[id]
        let input = node.inputs[0]
        let shape = body.nodes[input].shape
        let kept = shape.dimensions.indices.filter { !axes.contains($0) && shape[$0] != 1 }
        let reduced = axes.filter { shape[$0] != 1 }
        let inner = kept.filter { $0 > (reduced.last ?? -1) }
        let isRun = kept.allSatisfy { $0 < (reduced.first ?? 0) || $0 > (reduced.last ?? -1) }
        let source: StridedView
        var counts = (outer: 1, reduce: 1, inner: 1)
        counts.reduce = reduced.reduce(1) { $0 * shape[$1] }
        if isRun {
            source = contiguousView(input)
            counts.inner = inner.reduce(1) { $0 * shape[$1] }
            counts.outer = shape.count / counts.reduce / counts.inner
        } else {
            source = reducedAxesLast(input, kept, reduced)
            counts.outer = shape.count / counts.reduce
        }
        emitContiguous(id) { planner, target in
            .reduce(
                PlannedReduction(
                    kind: reduction == .sum ? .sum : .maximum, source: planner.use(source.location),
                    target: target, outer: counts.outer, reduce: counts.reduce, inner: counts.inner))
        }
    }

    /// A copy with the kept axes before the reduced ones.
    private mutating func reducedAxesLast(_ id: Int, _ kept: [Int], _ reduced: [Int]) -> StridedView {
        let shape = body.nodes[id].shape
        let rest = shape.dimensions.indices.filter { !kept.contains($0) && !reduced.contains($0) }
        let order = rest + kept + reduced
        let moved = Shape(order.map { shape[$0] })
        let storage = addStorage(.arena, plan.realType, count: shape.count)
        let target = StridedView(storage: storage, shape: moved)
        copy(view(id).transposed(order), to: target, shape: moved)
        return target
    }
}
