import Kernels

/// The passes over a graph before it is planned, in order.
enum PassPipeline {
    static func run(_ graph: Graph, options: CompileOptions) throws -> GraphBody {
        try graph.check()
        var body = graph.body
        try check(body, graph, after: "building")
        if options.foldsConstants {
            body = ConstantFolding.run(body, realType: graph.realType)
            try checkInDebug(body, graph, after: "constant folding")
        }
        if options.sharesCommonSubexpressions {
            body = CommonSubexpressions.run(body)
            try checkInDebug(body, graph, after: "common subexpressions")
        }
        if options.contractsMultiplyAdds {
            body = MultiplyAddContraction.run(body)
            try checkInDebug(body, graph, after: "contraction of multiply-adds")
        }
        body = DeadCode.run(body)
        try checkInDebug(body, graph, after: "dead code")
        if options.recomputesValues, options.fusesElementwise {
            body = DeadCode.run(Recomputation.run(body, options: options))
            try checkInDebug(body, graph, after: "recomputation")
        }
        return body
    }

    private static func check(_ body: GraphBody, _ graph: Graph, after stage: String) throws {
        let violations = GraphValidity.violations(in: body, realType: graph.realType)
        guard violations.isEmpty else {
            let found = "after \(stage): " + violations.joined(separator: "; ")
            throw GraphError("compile", expected: "a legal graph", found: found)
        }
    }

    private static func checkInDebug(_ body: GraphBody, _ graph: Graph, after stage: String) throws {
        #if DEBUG
            try check(body, graph, after: stage)
        #endif
    }
}
