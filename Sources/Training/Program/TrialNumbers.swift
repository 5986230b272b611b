import Graph
import Kernels

/// Numbers of layers and penalties that differ between the trials of a stack: dropout rates, weights of penalties.
///
/// Only what differs is an input of the programs; everything else stays a constant, so that a single run pays nothing.
/// A constant and an input of the same value give the same bits.
package struct TrialNumbers: Sendable, Hashable {
    /// By name, one value per trial.
    package private(set) var values: [String: [Double]] = [:]

    package init() {}

    /// - Parameter trials: their models must declare the same numbers, and their penalties be of the same kinds
    init(_ trials: [TrialSettings], settings: TrainingSettings) {
        let layers = trials.map { ($0.model ?? settings.plan).numbers }
        for (index, number) in (layers.first ?? []).enumerated() {
            add(number.name, layers.map { $0[index].value })
        }
        let penalties = trials.map { $0.penalties ?? settings.penalties }
        for index in settings.penalties.indices {
            add(Self.penalty(index), penalties.map { $0[index].factor })
        }
    }

    static func penalty(_ index: Int) -> String { "penalty.\(index)" }

    private mutating func add(_ name: String, _ values: [Double]) {
        if values.contains(where: { $0 != values[0] }) { self.values[name] = values }
    }

    /// A buffer of one value per trial for every number, by the name of the input.
    func buffers(_ elementType: ElementType) -> [String: Buffer] {
        var buffers: [String: Buffer] = [:]
        for (name, numbers) in values {
            buffers[ProgramName.number(name)] =
                elementType == .float64 ? Buffer(numbers) : Buffer(numbers.map { Float($0) })
        }
        return buffers
    }
}

extension TrainingGraphs {
    /// A number that differs between the trials, [T]; nil for one that does not.
    func numberInput(_ name: String, in graph: Graph) throws -> Tensor? {
        guard numbers.values[name] != nil else { return nil }
        return try graph.input(ProgramName.number(name), shape: [trials])
    }

    /// The numbers of layers that differ between the trials, by name.
    func layerNumbers(in graph: Graph) throws -> [String: Tensor] {
        var inputs: [String: Tensor] = [:]
        for number in plan.numbers {
            inputs[number.name] = try numberInput(number.name, in: graph)
        }
        return inputs
    }
}
