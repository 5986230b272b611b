import Kernels

/// A product with few output columns, and what is computed from it row by row, recognized as one loop over the rows:
///
///     z = x · w,  x [S, B, F] rows, w [T, F, O], S = 1 or T
///     members: elementwise values [T, B, O] or [T, B] of z, of other members and of values that do not depend on z;
///              sums and maxima of members over the outputs, as a softmax needs them
///     sums: Σ over the batch of a member (losses, bias gradients)
///     gradients: xᵀ · member (the weights' gradient)
///     stores: members that something else reads (predictions, losses of rows, what goes back to earlier layers)
///
/// The rows may be gathered from a table on the way, as a first layer's are, or be any value, as a last layer's are.
struct RowLoopPattern {
    /// The product node.
    let product: Int
    let trials: Int
    let stacks: Int
    let batch: Int
    let features: Int
    let outputs: Int
    /// Whether the loop has the order of `RowBlock`: one output, and rows of data that stay in registers and the
    /// first-level cache. Any other loop has the order of the instructions it stands for, and their bits.
    let isNarrow: Bool
    /// Elementwise nodes and reductions over the outputs, ascending.
    var members: [Int] = []
    /// Sum nodes.
    var sums: [Int] = []
    /// Product nodes of the transposed rows with a member.
    var gradients: [Int] = []
    /// Gather nodes that nothing else reads.
    var absorbed: [Int] = []
    /// Nodes the loop reads that it does not compute.
    var externalInputs: [Int] = []
    /// For every node, whether it depends on the product.
    var dependents: [Bool]

    /// Each output is a loop of its own in every step.
    static let largestOutputCount = 16
    /// Wider rows do not fit the first-level cache as a block of `RowBlock`.
    static let largestNarrowFeatureCount = 64

    /// All nodes the loop computes, ascending.
    var nodes: [Int] { ([product] + members + sums + gradients + absorbed).sorted() }

    init?(_ id: Int, _ analysis: BodyAnalysis) {
        let node = analysis.body.nodes[id]
        guard node.operation is MatrixProduct, node.shape.rank == 3,
            node.shape[2] <= Self.largestOutputCount
        else { return nil }
        let x = analysis.body.nodes[node.inputs[0]].shape
        let w = analysis.body.nodes[node.inputs[1]].shape
        guard x.rank == 3, w.rank == 3, w[0] == node.shape[0] else { return nil }
        product = id
        trials = node.shape[0]
        stacks = x[0]
        batch = node.shape[1]
        features = x[2]
        outputs = node.shape[2]
        isNarrow =
            outputs == 1 && features <= Self.largestNarrowFeatureCount
            && Self.isData(node.inputs[0], analysis)
        dependents = [Bool](repeating: false, count: analysis.body.nodes.count)
        collectMembers(analysis)
        collectEnds(analysis)
        collectCompanions(analysis)
        collectAbsorbed(analysis)
        collectExternalInputs(analysis)
    }

    /// Whether rows come straight from data: gathered from a table, or an input whose rows are neighbors.
    private static func isData(_ x: Int, _ analysis: BodyAnalysis) -> Bool {
        let nodes = analysis.body.nodes
        if nodes[x].operation is GatherRows {
            return analysis.memoryRoots[nodes[x].inputs[0]] == nodes[x].inputs[0]
        }
        guard nodes[analysis.memoryRoots[x]].operation is Input else { return false }
        return analysis.linearRoots[x] == analysis.memoryRoots[x]
    }

    /// How many numbers a value of this shape has for each row, one or one for each output; nil where its rows are not
    /// those of the loop.
    ///
    /// - Parameter mayBeShared: whether trials may share the value
    func width(_ shape: Shape, mayBeShared: Bool = false) -> Int? {
        guard shape.rank >= 2, shape[1] == batch, shape[0] == trials || (mayBeShared && shape[0] == 1) else {
            return nil
        }
        let rows = shape[0] * batch
        if shape.count == rows { return 1 }
        return shape.rank >= 3 && shape[2] == outputs && shape.count == rows * outputs ? outputs : nil
    }

    /// The value a node shows, seen through views that keep the rows' order or repeat them for each trial or output.
    func rowRoot(_ id: Int, _ analysis: BodyAnalysis) -> Int {
        let nodes = analysis.body.nodes
        var root = id
        while analysis.isFreeView(root), case .view(let change) = nodes[root].lowering {
            let input = nodes[root].inputs[0]
            guard change.keepsOrder, let outer = width(nodes[root].shape, mayBeShared: true),
                let inner = width(nodes[input].shape, mayBeShared: true)
            else { return root }
            let isSame =
                inner == outer && (change == .broadcast || nodes[input].shape[0] == nodes[root].shape[0])
            let isRepeated =
                change == .broadcast && inner == 1 && nodes[input].shape.rank == nodes[root].shape.rank
            guard isSame || isRepeated else { return root }
            root = input
        }
        return root
    }

    /// Whether a node's input, seen as its own value, has the node's rows as rows.
    func readsRows(_ input: Int, _ id: Int, _ analysis: BodyAnalysis) -> Bool {
        let nodes = analysis.body.nodes
        return width(nodes[input].shape, mayBeShared: true) != nil
            && nodes[input].shape.rank == nodes[id].shape.rank
    }

    /// Whether a node is a sum or maximum over the outputs.
    func reducesOutputs(_ id: Int, _ analysis: BodyAnalysis) -> Bool {
        let node = analysis.body.nodes[id]
        guard outputs > 1, let input = node.inputs.first else { return false }
        let axes = (node.operation as? ReduceSum)?.axes ?? (node.operation as? ReduceMaximum)?.axes
        return axes == [2] && width(analysis.body.nodes[input].shape, mayBeShared: true) == outputs
    }

    /// Whether a node is columns gathered by the same row numbers from a fixed table, as the rows are.
    func isColumn(_ id: Int, _ analysis: BodyAnalysis) -> Bool {
        let nodes = analysis.body.nodes
        let x = nodes[nodes[product].inputs[0]]
        let column = nodes[id]
        guard x.operation is GatherRows, column.operation is GatherRows else { return false }
        guard x.inputs[1] == column.inputs[1], column.shape[2] == 1 || column.shape[2] == outputs else {
            return false
        }
        return RowLoopPattern.isFixed(x.inputs[0], analysis)
            && RowLoopPattern.isFixed(column.inputs[0], analysis)
    }

    /// Whether a node is an input whose content never changes.
    static func isFixed(_ id: Int, _ analysis: BodyAnalysis) -> Bool {
        guard analysis.linearRoots[id] == analysis.memoryRoots[id] else { return false }
        guard let input = analysis.body.nodes[analysis.memoryRoots[id]].operation as? Input else {
            return false
        }
        return input.isFixed && !analysis.body.updates.contains { $0.state == analysis.memoryRoots[id] }
    }
}
