import Graph
import Kernels
import Spec

package struct StochasticGradientDescent: Optimizer {
    package static let name = "sgd"
    package static let about = """
        Steps against the gradient, with momentum if asked for.

            g ← gradient + weight_decay · p
            heavy_ball:  u ← momentum · u + (1 - dampening) · g       first step: u ← g
            averaged:    u ← momentum · u + (1 - momentum) · g        from u = 0
            d ← g + momentum · u with nesterov, else u    (without momentum: d ← g)
            p ← p - lr · d

        Two meanings of momentum are in use. `heavy_ball`, PyTorch's, adds gradients up. `averaged` is a
        running mean of the gradients; its steps are 1 - momentum times as long, so `lr` has to be larger by
        1 / (1 - momentum) for the same pace. `dampening: m` beside `momentum: m` is neither: its first step
        takes the whole gradient, which later steps remember.

        - Errors: `conflict` for nesterov without momentum or with dampening, and for dampening or nesterov
          with averaged
        - Source: Sutskever, Martens, Dahl and Hinton, "On the importance of initialization and momentum in
          deep learning", 2013, in the form of PyTorch `SGD`
        """
    package static let primaryField: String? = "lr"
    package let rates: OptimizerRates
    package let momentum: Double
    package let form: MomentumForm
    package let dampening: Double
    package let nesterov: Bool

    /// What momentum does with the gradients.
    package enum MomentumForm: String, CaseIterable, Sendable {
        /// Adds them up.
        case heavyBall = "heavy_ball"
        /// Keeps a running mean of them, from 0.
        case averaged
    }

    package init(reading fields: inout FieldReader) {
        rates = OptimizerRates(reading: &fields, learningRate: 0.01)
        momentum = fields.double(
            "momentum", default: 0, in: .leftClosed(0, 1), "Share of the last step that is kept.")
        form = fields.choice(
            "momentum_form", default: MomentumForm.heavyBall,
            "What momentum keeps: the sum of gradients (heavy_ball) or their running mean from 0 (averaged).")
        dampening = fields.double(
            "dampening", default: 0, in: .closed(0, 1),
            "Share of the gradient kept out of the momentum, from the second step on.")
        nesterov = fields.bool(
            "nesterov", default: false,
            "Whether steps look ahead by the momentum; needs momentum in the form heavy_ball without dampening."
        )
        if nesterov, momentum == 0 || dampening != 0 {
            fields.report(
                Diagnostic(
                    "conflict",
                    "nesterov needs momentum > 0 and dampening 0, but they are \(momentum) and \(dampening)",
                    at: fields.origin(of: "nesterov")))
        }
        if form == .averaged, nesterov || dampening != 0 {
            let other = nesterov ? "nesterov" : "dampening"
            fields.report(
                Diagnostic(
                    "conflict", "\(other) belongs to momentum_form 'heavy_ball', but the form is 'averaged'",
                    at: fields.origin(of: other), help: "remove '\(other)'"))
        }
    }

    package init(
        learningRate: Double, momentum: Double = 0, form: MomentumForm = .heavyBall, dampening: Double = 0,
        nesterov: Bool = false, weightDecay: Double = 0, groups: [ParameterGroup] = []
    ) {
        rates = OptimizerRates(learningRate: learningRate, weightDecay: weightDecay, groups: groups)
        self.momentum = momentum
        self.form = form
        self.dampening = dampening
        self.nesterov = nesterov
    }

    package var slots: [String] { momentum == 0 ? [] : ["momentum"] }

    /// Whether the gradient enters the momentum with a factor.
    private var sharesGradient: Bool { momentum != 0 && (dampening != 0 || form == .averaged) }

    package var programKey: String {
        ([Self.name] + (nesterov ? ["nesterov"] : []) + hyperparameterNames).joined(separator: " ")
    }

    package func fillHyperparameters(_ numbers: inout Hyperparameters, step: Int, rates: StepRates) {
        numbers.add("lr", rates.learningRate)
        if momentum != 0 { numbers.add("momentum", momentum) }
        if sharesGradient {
            numbers.add(
                "gradient_share", form == .averaged ? 1 - momentum : step == 0 ? 1 : 1 - dampening)
        }
    }

    package func update(_ array: OptimizerArray) -> OptimizerResult {
        let g = array.gradient
        let rate = array.scalar("lr")
        guard momentum != 0 else { return OptimizerResult(parameter: array.parameter - rate * g) }
        let kept = array.scalar("momentum")
        let fresh = sharesGradient ? array.scalar("gradient_share") * g : g
        let velocity = kept * array.slot("momentum") + fresh
        let direction = nesterov ? g + kept * velocity : velocity
        return OptimizerResult(parameter: array.parameter - rate * direction, slots: [velocity])
    }
}
