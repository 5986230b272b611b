import Catalogue
import Foundation
import Machine
import Runs

/// Fields of runs as people read them.
enum FieldText {
    /// - Parameter name: decides how a number is written: a duration, a size, a count, a figure
    static func text(_ name: String, _ value: FieldValue?, _ terminal: Terminal) -> String {
        switch value {
        case nil: return ""
        case .number(let number): return text(name, number)
        case .moment(let time): return time.localText
        case .flag(let flag): return flag ? "true" : "false"
        case .list(let items): return oneLine(items.joined(separator: " "))
        case .text(let text):
            guard name == "status", let state = RunState(rawValue: text) else { return oneLine(text) }
            return StateText.painted(state, terminal)
        }
    }

    private static func text(_ name: String, _ number: Double) -> String {
        switch name {
        case "time": return NumberText.duration(number)
        case "peak_memory": return NumberText.bytes(Int(min(number, 9e18)))
        case "seed": return FieldValue.number(number).plainText
        default:
            if let whole = Int(exactly: number) { return NumberText.count(whole) }
            return NumberText.figure(number)
        }
    }

    /// Line breaks and control characters would tear a table, or reach the terminal as commands.
    static func oneLine(_ text: String, limit: Int = 60) -> String {
        if text.utf8.count <= limit, text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
        let clean = String(
            text.unicodeScalars.map { scalar in
                scalar.properties.generalCategory == .control ? " " : Character(scalar)
            })
        return clean.count > limit ? clean.prefix(limit - 1) + "…" : clean
    }
}

/// How the states of a run look on a terminal.
package enum StateText {
    package static func painted(_ state: RunState, _ terminal: Terminal) -> String {
        terminal.painted(state.rawValue, paint(state))
    }

    private static func paint(_ state: RunState) -> Paint {
        switch state {
        case .completed, .stopped: .good
        case .running: .accent
        case .interrupted: .caution
        case .diverged, .failed: .bad
        }
    }
}
