import Kernels

/// Making one instruction of a recognized row loop.
extension Planner {
    mutating func emitRowLoop(_ pattern: RowLoopPattern) {
        var builder = RowLoopBuilder(pattern, rows(of: pattern))
        for member in pattern.members {
            let node = body.nodes[member]
            guard case .elementwise(let code) = node.lowering else {
                let input = body.nodes[node.inputs[0]].shape
                let operands = (0..<pattern.outputs).map { output in
                    operand(node.inputs[0], as: input, output, &builder)
                }
                builder.addReduction(operands, isMaximum: node.operation is ReduceMaximum, for: member)
                continue
            }
            for output in 0..<(pattern.width(node.shape, mayBeShared: true) ?? 1) {
                let operands = node.inputs.map { operand($0, as: node.shape, output, &builder) }
                builder.addStep(code, operands, for: member)
            }
        }
        for sum in pattern.sums {
            let input = body.nodes[sum].inputs[0]
            builder.loop.sums.append(result(input, builder, at: place(sum)))
        }
        for gradient in pattern.gradients {
            let input = body.nodes[gradient].inputs[1]
            builder.loop.gradients.append(result(input, builder, at: place(gradient)))
        }
        for id in [pattern.product] + pattern.members where isReadOutside(id, pattern) {
            builder.loop.stores.append(result(id, builder, at: place(id)))
        }
        for location in builder.loop.locations { use(location) }
        plan.instructions.append(builder.loop)
    }

    private func result(
        _ id: Int, _ builder: RowLoopBuilder, at target: RowLoopInstruction.Place
    ) -> RowLoopInstruction.Result {
        let root = builder.pattern.rowRoot(id, analysis)
        let width = builder.pattern.width(body.nodes[id].shape) ?? 1
        return RowLoopInstruction.Result(values: (0..<width).map { builder.value(root, $0) }, target: target)
    }

    /// The part of the loop that says which rows it goes over.
    private mutating func rows(of pattern: RowLoopPattern) -> RowLoopInstruction {
        let node = body.nodes[pattern.product]
        let x = body.nodes[node.inputs[0]]
        var weights = view(node.inputs[1])
        if pattern.isNarrow, weights.strides[1] != 1, pattern.features > 1 {
            weights = contiguousView(node.inputs[1])
        }
        var loop = RowLoopInstruction(
            trials: pattern.trials, stacks: pattern.stacks, batch: pattern.batch, features: pattern.features,
            outputs: pattern.outputs, isNarrow: pattern.isNarrow, tables: [], tableRows: pattern.batch,
            isFixed: false, rows: nil, weights: place(weights))
        if x.operation is GatherRows {
            let table = x.inputs[0]
            loop.tables = [self.table(table)]
            loop.tableRows = body.nodes[table].shape[0]
            loop.isFixed = RowLoopPattern.isFixed(table, analysis)
            loop.rows = contiguousView(x.inputs[1]).location
        } else {
            let source = contiguousView(node.inputs[0])
            loop.tables = [
                RowLoopInstruction.Table(
                    location: source.location, rowStride: pattern.features,
                    stackStride: pattern.batch * pattern.features, columns: pattern.features)
            ]
            loop.isFixed = RowLoopPattern.isFixed(node.inputs[0], analysis)
        }
        return loop
    }

    private mutating func table(_ id: Int) -> RowLoopInstruction.Table {
        let source = contiguousView(id)
        let columns = body.nodes[id].shape[1]
        return RowLoopInstruction.Table(
            location: source.location, rowStride: columns, stackStride: 0, columns: columns)
    }

    /// What a step reads for one output.
    ///
    /// - Parameter shape: the shape to which the input is broadcast
    private mutating func operand(
        _ input: Int, as shape: Shape, _ output: Int, _ builder: inout RowLoopBuilder
    ) -> RowLoopInstruction.Operand {
        let pattern = builder.pattern
        if body.nodes[input].shape.rank == shape.rank {
            let root = pattern.rowRoot(input, analysis)
            if builder.computes(root) { return builder.value(root, output) }
            if pattern.isColumn(root, analysis) {
                let columns = body.nodes[root].shape[2]
                let first =
                    builder.firstColumn(of: root)
                    ?? builder.addTable(table(body.nodes[root].inputs[0]), for: root)
                return .column(first + (columns == 1 ? 0 : output))
            }
        }
        let source = view(input).broadcast(from: body.nodes[input].shape, to: shape)
        var place = self.place(source)
        place.location.offset += output * place.outputStride
        place.outputStride = 0
        return builder.operand(at: place)
    }

    private mutating func place(_ id: Int) -> RowLoopInstruction.Place { place(view(id)) }

    private func place(_ view: StridedView) -> RowLoopInstruction.Place {
        RowLoopInstruction.Place(
            location: view.location, trialStride: view.strides[0],
            rowStride: view.strides.count > 1 ? view.strides[1] : 0,
            outputStride: view.strides.count > 2 ? view.strides[2] : 0)
    }

    /// Whether something besides the loop needs one of its values in memory.
    private func isReadOutside(_ id: Int, _ pattern: RowLoopPattern) -> Bool {
        let inside = Set(pattern.nodes)
        let consumers = analysis.realConsumers(id)
        return consumers.reachesRoot || consumers.nodes.contains { !inside.contains($0) }
    }
}
