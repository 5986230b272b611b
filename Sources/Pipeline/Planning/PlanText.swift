import Machine
import Runs

/// The plan for a terminal.
struct PlanText {
    let plan: ExperimentPlan
    let terminal: Terminal

    func lines() -> [String] {
        var lines = [
            terminal.painted(plan.name, .bold) + "  " + terminal.painted(plan.specification, .dim), "",
        ]
        var table = TextTable([.left, .left, .left, .left])
        var previous: PlanNode.Kind?
        for node in plan.nodes {
            let label = node.kind == previous ? "" : Self.label(node.kind)
            previous = node.kind
            table.row([terminal.painted(label, .dim), node.name, outputText(node), node.detail])
        }
        lines += table.lines(indent: 2).map(fitted)
        if let remark = plan.remark {
            lines += ["", terminal.painted("note: ", .caution) + remark]
        }
        if let cost = plan.cost { lines += ["", "  " + costText(cost)] }
        if let curve = plan.learningRate {
            lines += [""] + LearningRateDrawing(curve: curve, terminal: terminal).lines()
        } else if plan.nodes.contains(where: { $0.kind == .optimizer }) {
            let reason = "drawn once the number of rows is known: after the data have been prepared"
            lines += ["", terminal.painted("  learning rate  " + reason, .dim)]
        }
        if let sweep = plan.sweep { lines += [""] + sweep.lines(terminal) }
        if !plan.differences.isEmpty {
            lines += [""] + DefaultDifferencesText(differences: plan.differences).lines(terminal)
        }
        return lines
    }

    /// On a terminal a line that does not fit is cut; elsewhere nothing is lost.
    private func fitted(_ line: String) -> String {
        terminal.isInteractive ? shortened(line, to: terminal.width) : line
    }

    private static func label(_ kind: PlanNode.Kind) -> String {
        switch kind {
        case .step: "steps"
        case .layer: "model"
        default: kind.rawValue
        }
    }

    private func outputText(_ node: PlanNode) -> String {
        var pieces = [node.output]
        if let rows = node.rows, node.kind == .source || node.kind == .step {
            pieces.append(NumberText.count(rows, "row"))
        }
        if let fittedOn = node.fittedOn { pieces.append("fitted on \(fittedOn) rows") }
        if node.isCached { pieces.append(terminal.painted("cached", .good)) }
        return pieces.filter { !$0.isEmpty }.joined(separator: ", ")
    }

    private func costText(_ cost: TrainingCost) -> String {
        var pieces = [NumberText.count(cost.parameters, "parameter")]
        if let flops = cost.flopsPerStep {
            pieces.append("\(NumberText.operations(Double(flops))) a step")
        }
        if let steps = cost.totalSteps { pieces.append(NumberText.count(steps, "step")) }
        if let flops = cost.flopsPerStep, let steps = cost.totalSteps {
            pieces.append("\(NumberText.operations(Double(flops) * Double(steps))) in all")
        }
        if let memory = cost.memoryBytes {
            let rest =
                cost.memoryBound.map { ", kept to \(NumberText.bytes($0)): the rest lies in files" } ?? ""
            pieces.append("about \(NumberText.bytes(memory)) of memory" + rest)
        }
        return pieces.joined(separator: " · ")
    }
}

/// The forms a plan can be printed in.
package enum PlanFormat: String, CaseIterable, Sendable {
    case text
    case dot
    case mermaid
    case json
}

extension ExperimentPlan {
    /// The plan in a form, ending in a newline.
    package func rendered(as format: PlanFormat, terminal: Terminal) -> String {
        switch format {
        case .text: PlanText(plan: self, terminal: terminal).lines().joined(separator: "\n") + "\n"
        case .dot: PlanDrawing(plan: self).dot()
        case .mermaid: PlanDrawing(plan: self).mermaid()
        case .json: ((try? RunJSON.encode(self)).map { String(decoding: $0, as: UTF8.self) }) ?? "{}\n"
        }
    }
}
