/// The plan as a graph for drawing programs.
struct PlanDrawing {
    let plan: ExperimentPlan

    /// Graphviz: `assay plan SPEC --format dot | dot -Tsvg`.
    func dot() -> String {
        var text =
            "digraph assay {\n  rankdir=TB;\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n"
        for (index, node) in plan.nodes.enumerated() {
            let label = pieces(node).map(Self.escaped).joined(separator: "\\n")
            text += "  n\(index) [label=\"\(label)\"\(node.isCached ? ", style=\"rounded,dashed\"" : "")];\n"
        }
        for index in plan.nodes.indices.dropFirst() {
            text += "  n\(index - 1) -> n\(index);\n"
        }
        return text + "}\n"
    }

    /// Mermaid, as rendered by code forges.
    func mermaid() -> String {
        var text = "flowchart TD\n"
        for (index, node) in plan.nodes.enumerated() {
            let label = pieces(node).map(Self.mermaidEscaped).joined(separator: "<br>")
            text += "  n\(index)[\"\(label)\"]\n"
        }
        for index in plan.nodes.indices.dropFirst() {
            text += "  n\(index - 1) --> n\(index)\n"
        }
        return text
    }

    private func pieces(_ node: PlanNode) -> [String] {
        let name = node.name.drop { $0 == " " }
        return ["\(node.kind.rawValue): \(name)", node.detail, node.output].filter { !$0.isEmpty }
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: " ")
    }

    private static func mermaidEscaped(_ text: String) -> String {
        text.replacing("#", with: "#35;").replacing("\"", with: "#quot;").replacing("<", with: "#lt;")
            .replacing(">", with: "#gt;").replacing("\n", with: " ")
    }
}
