/// Lets a sum or difference take in the product it reads: one loop less, and one rounding less.
///
///     (a · b) + c, c + (a · b) → a · b + c rounded once;  c - (a · b) → c - a · b rounded once
///
/// Whether it happens depends on the formula alone: not on shapes, and not on who else reads the product (which is then
/// computed for them as well). So a trial has the same bits alone and in a stack, and a row the same in training, in a
/// short batch and in evaluation. A product that is added to or subtracted from itself stays: the result is exact.
enum MultiplyAddContraction {
    static func run(_ body: GraphBody) -> GraphBody {
        var rewriter = GraphRewriter(body)
        for id in body.nodes.indices {
            let node = rewriter.renamed(id)
            rewriter.append(contracted(node, rewriter.result.nodes) ?? node, for: id)
        }
        return rewriter.finish()
    }

    private static func contracted(_ node: Node, _ nodes: [Node]) -> Node? {
        let isSubtracted = node.operation is Subtract
        guard isSubtracted || node.operation is Add, node.inputs[0] != node.inputs[1] else { return nil }
        let candidates = isSubtracted ? [1] : [0, 1]
        guard let place = candidates.first(where: { nodes[node.inputs[$0]].operation is Multiply }) else {
            return nil
        }
        let factors = nodes[node.inputs[place]].inputs
        return Node(
            MultiplyAdd(isSubtracted: isSubtracted), factors + [node.inputs[1 - place]], node.type)
    }
}
