import Kernels

// What regions read and write besides whole arrays: numbers repeated over pieces, and sums of columns.

extension Planner {
    /// Pieces of an array, of every trial, that are one number each; nil for any other array. A region reads those
    /// numbers instead of the array, which is then not made.
    func uniformPieces(_ id: Int) -> [(input: Int, count: Int)]? {
        let node = body.nodes[id]
        guard options.fusesElementwise, let axis = (node.operation as? Concatenate)?.axis, axis == 1,
            node.shape.rank == 2, node.shape[0] * node.inputs.count <= 4096, !analysis.isRoot[id],
            analysis.consumers[id].allSatisfy({ isInRegion($0) && body.nodes[$0].shape == node.shape })
        else { return nil }
        var pieces: [(input: Int, count: Int)] = []
        for input in node.inputs {
            // One number a row, repeated over the columns.
            guard let source = repeatedColumn(input) else { return nil }
            pieces.append((source, body.nodes[input].shape[1]))
        }
        return pieces
    }

    private func isInRegion(_ id: Int) -> Bool {
        guard unitOf[id] >= 0, case .region = units[unitOf[id]].kind else { return false }
        return true
    }

    /// The node [rows, 1] that a node [rows, columns] repeats.
    private func repeatedColumn(_ id: Int) -> Int? {
        let node = body.nodes[id]
        if node.shape[1] == 1 { return id }
        guard case .view(.broadcast) = node.lowering, let input = node.inputs.first else { return nil }
        let shape = body.nodes[input].shape
        return shape.rank == 2 && shape[0] == node.shape[0] && shape[1] == 1 ? input : nil
    }

    /// The pieces as a region reads them, one trial after another.
    mutating func pieceLoad(_ id: Int) -> RegionInstruction.Load.Source? {
        guard let pieces = uniformPieces(id) else { return nil }
        let views = pieces.map { view($0.input) }
        var result: [RegionInstruction.Piece] = []
        var end = 0
        for row in 0..<body.nodes[id].shape[0] {
            for (piece, view) in zip(pieces, views) {
                end += piece.count
                let location = Location(storage: view.storage, offset: view.offset + row * view.strides[0])
                result.append(RegionInstruction.Piece(location: location, end: end))
            }
        }
        return .pieces(result)
    }

    /// What a sum over rows adds up, where the region that computes it can do so on the way.
    func summedOnTheWay(_ id: Int) -> (node: Int, rows: Int, columns: Int)? {
        let node = body.nodes[id]
        guard options.fusesSums, unitOf[id] >= 0, case .single = units[unitOf[id]].kind,
            let axes = (node.operation as? ReduceSum)?.axes, axes == [1]
        else { return nil }
        let input = node.inputs[0]
        let shape = body.nodes[input].shape
        let root = analysis.linearRoots[input]
        guard shape.rank == 3, shape.count == body.nodes[root].shape.count, isInRegion(root),
            shape[2].isMultiple(of: 16), shape.count >= options.smallestLargeArray
        else { return nil }
        return (root, shape[1], shape[2])
    }

    /// Settles which arrays and sums need no instructions of their own.
    mutating func chooseShortcuts() {
        for id in body.nodes.indices
        where summedOnTheWay(id) != nil && view(id).isContiguous(body.nodes[id].shape) {
            sumsOnTheWay.insert(id)
        }
    }

    /// Lets a region add up the columns of a node it computes.
    mutating func addSums(of id: Int, _ builder: inout RegionBuilder) {
        for sum in analysis.realConsumers(id).nodes where sumsOnTheWay.contains(sum) {
            guard let summed = summedOnTheWay(sum), summed.node == id else { continue }
            builder.sum(id, into: view(sum).location, rows: summed.rows, columns: summed.columns)
        }
    }
}
