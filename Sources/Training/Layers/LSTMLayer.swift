import Graph
import Kernels
import Spec

package struct LSTMLayer: RecurrentLayer {
    package static let name = "lstm"
    package static let about = """
        Long short-term memory: a state and a memory that read a series step by step.

            i = σ(W_ii x + b_ii + W_hi h + b_hi)       how much is written
            f = σ(W_if x + b_if + W_hf h + b_hf)       how much of the memory stays
            g = tanh(W_ig x + b_ig + W_hg h + b_hg)    what is written
            o = σ(W_io x + b_io + W_ho h + b_ho)       how much is shown
            c ← f ∘ c + i ∘ g,  h ← o ∘ tanh(c)        from c = h = 0

        Meant for the features that `window` makes: the values of one column as they are, those of several
        columns with `series`. Weights and biases start uniform in ±1/√units, as in PyTorch; a model-wide
        `initializer` replaces that of the weights. A `gru` is smaller and mostly as good.

        - Shapes: input [steps], [series · steps], [steps, features] or, with `time_axis: last`, [features,
          steps] → output [units], with `output: sequence` [steps, units]; twice as wide when bidirectional,
          forwards first; `weight_ih_l0` [4 units, features], `weight_hh_l0` [4 units, units], `bias_ih_l0`,
          `bias_hh_l0` [4 units], the gates in the order i, f, g, o
        - Limits: at most 512 steps, each of which is a part of the program of its own; the last state of
          the backward direction is the one that has read everything (PyTorch's `h_n`)
        - Errors: `layer-shape` for rows that are no series
        - Source: Hochreiter and Schmidhuber, "Long short-term memory", 1997; PyTorch `LSTM`
        """
    package static let primaryField: String? = "units"
    package static let example: String? = "{lstm: 8}"
    package let fields: RecurrentFields

    static let gates = 4

    package init(reading fields: inout FieldReader) { self.fields = RecurrentFields(reading: &fields) }
    package init(_ fields: RecurrentFields) { self.fields = fields }

    func step(input: Tensor, hidden: Tensor?, before: RecurrentState?) -> RecurrentState {
        let row = sum(input, hidden)  // [trials, batch, 4 units]
        let written = sigmoid(gate(0, of: row)) * tanh(gate(2, of: row))
        let memory = before?.cell.map { sigmoid(gate(1, of: row)) * $0 + written } ?? written
        return RecurrentState(hidden: sigmoid(gate(3, of: row)) * tanh(memory), cell: memory)
    }
}
