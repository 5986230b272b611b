import Graph
import Kernels
import Spec

/// What is known about the numbers a layer puts out, so that a loss can tell whether it suits them.
package enum OutputRange: Hashable, Sendable {
    case any
    /// Each number is in (0, 1): a sigmoid.
    case probability
    /// The numbers of a row are at least 0 and sum to 1: a softmax.
    case distribution
}

/// A layer of the model.
///
/// Lifetime: read once. `declare` is called once, when the plan is made, in the order of the layers: it
/// checks the input, declares parameters and gives the output's shape. `forward` is called once for each
/// program built (full batch, last short batch, evaluation), with the trial axis in front. A layer knows
/// neither backend, nor batch size, nor the number of trials. Thread: the one that builds.
package protocol Layer: SpecComponent {
    /// The shape of one row of the output, after declaring the parameters.
    ///
    /// - Parameter input: the shape of one row, such as [14]
    /// - Errors: `LayerProblem` when the layer cannot take such an input
    func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape

    /// The output: [trials or 1, batch, …] from an input of the same kind.
    func forward(_ input: Tensor, in pass: ForwardPass) throws -> Tensor

    /// What the output's numbers are, given what the input's are.
    func outputRange(ofInput range: OutputRange) -> OutputRange

    /// Whether the layer draws random numbers while training.
    var isRandom: Bool { get }

    /// Whether starting values of its parameters go by the training rows.
    var startsFromData: Bool { get }

    /// Whether the columns of the data are, behind it, what the layers inside say, or what they were before.
    var keepsColumns: Bool { get }

    /// What its programs depend on. Layers with equal keys differ at most in starting values and in the numbers they
    /// declare with `ModelDeclaration.number`, and their models can be trained in one stack.
    var programKey: String { get }
}

extension Layer {
    package func outputRange(ofInput range: OutputRange) -> OutputRange { .any }
    package var isRandom: Bool { false }
    package var keepsColumns: Bool { false }
    package var startsFromData: Bool { false }
}

extension [Located<any Layer>] {
    /// What the programs of layers one after another, or side by side, depend on.
    package var programKey: String { "[" + map(\.value.programKey).joined(separator: ", ") + "]" }
}

/// Why a layer cannot stand where it stands: one clause for the message and, where there is one, the repair.
package struct LayerProblem: Error, Hashable, Sendable {
    package var message: String
    package var help: String?

    package init(_ message: String, help: String? = nil) {
        self.message = message
        self.help = help
    }
}
