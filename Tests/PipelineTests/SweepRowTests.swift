import Foundation
import Pipeline
import Runs
import Spec
import TestSupport
import Testing

/// Every row of `trials.csv` is what its trial was: each assigned path reads back from `resolved.yaml` with the value
/// that the row shows, whatever the order and the form in which a sweep was written.
@Suite("Rows of the table of trials")
struct SweepRowTests {
    /// A small generator of its own, so that every test is the same each time.
    private struct Draws {
        var state: UInt64

        mutating func next(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % max(1, count)
        }

        mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
            var elements = elements
            for place in stride(from: elements.count - 1, to: 0, by: -1) {
                elements.swapAt(place, next(place + 1))
            }
            return elements
        }
    }

    /// What may be swept, by groups that belong together; the fields of a component stand before it.
    private static let pool: [[(path: String, values: [String])]] = [
        [("optimizer.lr", ["0.013", "0.017"]), ("optimizer", ["sgd", "adam"])],
        [("optimizer.weight_decay", ["0.1", "0.2"]), ("optimizer", ["{sgd: {momentum: 0.5}}", "adamw"])],
        [("model.0.units", ["2", "3"]), ("model.1", ["tanh", "relu"])],
        [("penalties.0.factor", ["0.1", "0.3"]), ("penalties.0", ["l1", "l2"])],
        [("schedule.gamma", ["0.5", "0.7"]), ("schedule", ["exponential", "{step: 2}"])],
        [("train.batch_size", ["4", "8"]), ("seed", ["3", "5"])],
        [("initializer.std", ["0.1", "0.2"]), ("initializer", ["normal", "truncated_normal"])],
    ]

    @Test("Assigned values read back from every trial's resolved specification", arguments: 0..<14)
    func rows(_ number: Int) throws {
        var draws = Draws(state: UInt64(number) &* 977 &+ 5)
        let groups = draws.shuffled(Self.pool).filter { group in
            // One of the two groups that choose the optimizer.
            group[1].path != "optimizer"
                || group[0].path == (number.isMultiple(of: 2) ? "optimizer.lr" : "optimizer.weight_decay")
        }
        let parameters = draws.shuffled(groups.prefix(2).flatMap(\.self))
        let workspace = try SweepWorkspace()
        let base =
            "data: {steps: [{drop: [kind, fruit]}, {standardize: all}]}\ntrain: {epochs: 1}\n"
            + "penalties: [{l2: 0.01}]\nschedule: {exponential: 0.9}\ninitializer: {normal: {std: 0.3}}\n"
        let names = parameters.map { "\"\($0.path)\": [\($0.values.joined(separator: ", "))]" }
        var arguments: [String] = []
        var section = base
        switch number % 5 {
        case 0:
            section += "sweep: {parameters: {\(names.joined(separator: ", "))}}\n"
        case 1:
            section +=
                "sweep: {parameters: {\(names.joined(separator: ", "))}, "
                + "zip: [[\(parameters.map { "\"\($0.path)\"" }.joined(separator: ", "))]]}\n"
        case 2:
            section +=
                "sweep: {grids: [{parameters: {\(names.joined(separator: ", "))}}, "
                + "{parameters: {\(names.reversed().joined(separator: ", "))}}]}\n"
        case 3:
            let points = (0..<4).map { row in
                "{"
                    + draws.shuffled(parameters).map {
                        "\"\($0.path)\": \($0.values[(row + draws.next(2)) % 2])"
                    }
                    .joined(separator: ", ") + "}"
            }
            section += "sweep: {trials: [\(points.joined(separator: ", "))]}\n"
        default:
            arguments = parameters.filter { !$0.values.contains { $0.hasPrefix("{") } }.map {
                "\($0.path)=\($0.values.joined(separator: ","))"
            }
            section += "sweep: {sampler: {random: {trials: 6}}}\n"
        }
        #expect(try workspace.sweep(section, arguments, jobs: 2) == .done, "\(section) \(arguments)")
        let directory = try workspace.directory()
        let records = try directory.state().ordered
        #expect(records.count > 1)
        for record in records {
            #expect(record.state == .completed, "\(record.reason ?? "") \(section)")
            let path = directory.trialFolder(record.folderName) + "/" + RunFile.resolved
            let resolved = try #require(
                SpecReader.load(.path(path), as: ExperimentSpec.self).resolved, "\(path)")
            for (name, value) in record.parameters {
                let found = Self.value(at: name, in: resolved)
                #expect(
                    Self.holds(found, value),
                    "trial \(record.number): \(name) is \(value.text) in the row, \(found?.canonicalJSON ?? "nothing") in \(section) \(arguments)"
                )
            }
        }
    }

    private static func value(at path: String, in node: SpecNode) -> SpecNode? {
        path.split(separator: ".").reduce(node) { found, key in
            guard case .list(let items)? = found?.content else { return found?[String(key)] }
            return Int(key).flatMap { items.indices.contains($0) ? items[$0] : nil }
        }
    }

    /// Whether a resolved value is the one assigned: a number or text itself, a component by its name and the fields
    /// given.
    private static func holds(_ node: SpecNode?, _ value: JSONValue) -> Bool {
        guard let node else { return false }
        switch (node.content, value) {
        case (.integer(let found), .integer(let wanted)): return found == wanted
        case (.integer(let found), .number(let wanted)): return Double(found) == wanted
        case (.number(let found), .integer(let wanted)): return found == Double(wanted)
        case (.number(let found), .number(let wanted)): return found == wanted
        case (.string(let found), .string(let wanted)): return found == wanted
        case (.string(let found), .integer(let wanted)): return found.hasPrefix("\(wanted) ")
        case (.map, .string(let wanted)): return node["type"]?.content == .string(wanted)
        case (.map, .map(let wanted)):
            return wanted.allSatisfy { name, inner in
                guard case .map(let fields) = inner else {
                    // The component's name with its main field.
                    return node["type"]?.content == .string(name)
                }
                return node["type"]?.content == .string(name)
                    && fields.allSatisfy { holds(node[$0.key], $0.value) }
            }
        default: return false
        }
    }

    @Test(
        "Values that replace each other within a trial, and two names of one field, are refused",
        arguments: [
            "parameters: {optimizer: [{sgd: {lr: 0.1}}, {adam: {lr: 0.2}}], optimizer.lr: [0.01, 0.02]}",
            "parameters: {optimizer.lr: [0.1, 0.2], optimizer.learning_rate: [0.1, 0.2]}",
            "trials: [{optimizer: {adam: {lr: 0.2}}, optimizer.lr: 0.01}]",
            "parameters: {model.0.units: [2, 3], model.0.linear: [2, 3]}",
        ])
    func contradictions(_ search: String) throws {
        let workspace = try SweepWorkspace()
        #expect(try workspace.sweep("sweep: {\(search)}\n") == .invalid)
        #expect(SweepDirectory.all(in: workspace.workspace.runsFolder).isEmpty)
    }

    @Test("Repeats of a swept seed begin at it, and no seed is beyond the greatest")
    func repeatedSeeds() throws {
        let workspace = try SweepWorkspace()
        let section = "sweep: {parameters: {seed: [3, \(Int.max)]}, repeats: 2}\n"
        #expect(try workspace.sweep(section) == .done)
        #expect(try workspace.directory().state().ordered.map(\.seed) == [3, 4, Int.max, 0])
    }
}
