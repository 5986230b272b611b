import Graph
import Kernels

/// The numbers of layers and penalties that each trial of a stack has a value of its own of: dropout rates, weights of
/// penalties.
///
/// Values are always those of the trials themselves, whatever they may have in common. Where the trials of the stack
/// differ in a number it is an input of the programs; where all have the same value that value is a constant, so that a
/// single run pays nothing. A constant and an input of the same value give the same bits.
package struct TrialNumbers: Sendable, Hashable {
    /// By name, one value per trial.
    package private(set) var values: [String: [Double]] = [:]
    /// Numbers that change from step to step, in order; they are inputs whether or not the trials have them in common.
    package private(set) var scheduled: [String] = []

    /// - Parameter trials: their models must declare the same numbers, and their penalties be of the same kinds
    init(_ trials: [TrialSettings], settings: TrainingSettings) {
        let layers = trials.map { ($0.model ?? settings.plan).numbers }
        for (index, number) in (layers.first ?? []).enumerated() {
            values[number.name] = layers.map { $0[index].value }
            if number.schedule != nil { scheduled.append(number.name) }
        }
        let penalties = trials.map { $0.penalties ?? settings.penalties }
        for index in settings.penalties.indices {
            values[Self.penalty(index)] = penalties.map { $0[index].factor }
        }
    }

    /// Those of a single trial with this model and these penalties.
    package init(_ plan: ModelPlan, penalties: [any Penalty]) {
        for number in plan.numbers {
            values[number.name] = [number.value]
            if number.schedule != nil { scheduled.append(number.name) }
        }
        for (index, penalty) in penalties.enumerated() { values[Self.penalty(index)] = [penalty.factor] }
    }

    static func penalty(_ index: Int) -> String { "penalty.\(index)" }

    /// The value all trials have at every step; nil where there is none.
    func common(_ name: String) -> Double? {
        guard let values = values[name], let first = values.first, !scheduled.contains(name) else {
            return nil
        }
        return values.allSatisfy { $0 == first } ? first : nil
    }

    /// A buffer of one value per trial for every number that is an input, by the name of the input.
    func buffers(_ elementType: ElementType) -> [String: Buffer] {
        var buffers: [String: Buffer] = [:]
        for (name, numbers) in values where common(name) == nil {
            buffers[ProgramName.number(name)] =
                elementType == .float64 ? Buffer(numbers) : Buffer(numbers.map { Float($0) })
        }
        return buffers
    }
}

extension TrainingGraphs {
    /// A number of the trials: a constant, or [T] where they differ in it.
    private func number(_ name: String, in graph: Graph) -> Tensor {
        numbers.common(name).map { graph.constant($0) }
            ?? graph.input(ProgramName.number(name), shape: [trials])
    }

    /// The numbers of layers, by name.
    func layerNumbers(in graph: Graph) -> [String: Tensor] {
        var inputs: [String: Tensor] = [:]
        for number in plan.numbers { inputs[number.name] = self.number(number.name, in: graph) }
        return inputs
    }

    /// What each penalty's cost is multiplied by.
    func penaltyFactors(in graph: Graph) -> [Tensor] {
        options.penalties.indices.map { number(TrialNumbers.penalty($0), in: graph) }
    }
}
