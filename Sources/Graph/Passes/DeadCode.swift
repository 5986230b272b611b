/// Drops nodes that no output and no update needs. Inputs stay: a program accepts buffers it does not read.
enum DeadCode {
    static func run(_ body: GraphBody) -> GraphBody {
        var isNeeded = body.nodes.map { $0.operation is Input }
        for root in body.roots { isNeeded[root] = true }
        for id in body.nodes.indices.reversed() where isNeeded[id] {
            for input in body.nodes[id].inputs { isNeeded[input] = true }
        }
        var rewriter = GraphRewriter(body)
        for id in body.nodes.indices where isNeeded[id] {
            rewriter.append(rewriter.renamed(id), for: id)
        }
        return rewriter.finish()
    }
}
