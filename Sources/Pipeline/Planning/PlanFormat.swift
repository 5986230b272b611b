import Runs

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
