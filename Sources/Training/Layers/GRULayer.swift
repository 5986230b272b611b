import Graph
import Kernels
import Spec

package struct GRULayer: RecurrentLayer {
    package static let name = "gru"
    package static let about = """
        A gated recurrent unit: a state that reads a series step by step.

            r = σ(W_ir x + b_ir + W_hr h + b_hr)             how much of the state is looked at
            z = σ(W_iz x + b_iz + W_hz h + b_hz)             how much of it stays
            n = tanh(W_in x + b_in + r ∘ (W_hn h + b_hn))    what would replace it
            h ← n + z ∘ (h - n)                              from h = 0

        Meant for the features that `window` makes: the values of one column as they are, those of several
        columns with `series`. Weights and biases start uniform in ±1/√units, as in PyTorch; a model-wide
        `initializer` replaces that of the weights. Long series want `train.grad_clip`.

        - Shapes: input [steps], [series · steps], [steps, features] or, with `time_axis: last`, [features,
          steps] → output [units], with `output: sequence` [steps, units]; twice as wide when bidirectional,
          forwards first; `weight_ih_l0` [3 units, features], `weight_hh_l0` [3 units, units], `bias_ih_l0`,
          `bias_hh_l0` [3 units], the gates in the order r, z, n
        - Limits: at most 512 steps, each of which is a part of the program of its own; the last state of
          the backward direction is the one that has read everything (PyTorch's `h_n`)
        - Errors: `layer-shape` for rows that are no series
        - Source: Cho et al., "Learning phrase representations using RNN encoder-decoder", 2014; PyTorch
          `GRU`
        """
    package static let primaryField: String? = "units"
    package static let example: String? = "{gru: 8}"
    package let fields: RecurrentFields

    static let gates = 3

    package init(reading fields: inout FieldReader) { self.fields = RecurrentFields(reading: &fields) }
    package init(_ fields: RecurrentFields) { self.fields = fields }

    func step(input: Tensor, hidden: Tensor?, before: RecurrentState?) -> RecurrentState {
        let reset = sigmoid(sum(gate(0, of: input), hidden.map { gate(0, of: $0) }))
        let update = sigmoid(sum(gate(1, of: input), hidden.map { gate(1, of: $0) }))
        let new = tanh(sum(gate(2, of: input), hidden.map { reset * gate(2, of: $0) }))
        guard let before else { return RecurrentState(hidden: new - update * new) }
        return RecurrentState(hidden: new + update * (before.hidden - new))
    }
}
