/// Computes equal operations on equal inputs once.
enum CommonSubexpressions {
    static func run(_ body: GraphBody) -> GraphBody {
        var rewriter = GraphRewriter(body)
        var known: [NodeKey: Int] = [:]
        for id in body.nodes.indices {
            let node = rewriter.renamed(id)
            let key = node.key
            if let same = known[key] {
                rewriter.replace(id, by: same)
            } else {
                known[key] = rewriter.result.nodes.count
                rewriter.append(node, for: id)
            }
        }
        return rewriter.finish()
    }
}
