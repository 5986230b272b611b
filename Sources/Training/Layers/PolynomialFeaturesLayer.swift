import Graph
import Kernels
import Spec

package struct PolynomialFeaturesLayer: Layer {
    package static let name = "polynomial_features"
    package static let about = """
        Products of features up to a degree.

            y = x_0^{a_0} · x_1^{a_1} · …  for all exponents with Σ a_i ≤ degree,
            in order of the degree, then of the features: x_0, x_1, x_0², x_0 x_1, x_1², …

        - Shapes: input [features] → output [terms], terms = C(features + degree, degree) with the constant
        - Errors: `layer-shape` for an input of other than one axis, and for more than 100,000 terms
        - Source: scikit-learn `PolynomialFeatures`, whose order it keeps
        """
    package static let primaryField: String? = "degree"
    package let degree: Int
    package let includesBias: Bool
    package let isInteractionOnly: Bool

    private static let mostTerms = 100_000

    package var programKey: String { "polynomial_features \(degree) \(includesBias) \(isInteractionOnly)" }

    package init(reading fields: inout FieldReader) {
        degree = fields.int("degree", default: 2, in: .closed(1, 100), "Most factors of a term.")
        includesBias = fields.bool(
            "include_bias", default: false,
            "Whether the constant 1 is the first term; layers have a bias of their own, so unlike scikit-learn's default it is not."
        )
        isInteractionOnly = fields.bool(
            "interaction_only", default: false, "Whether products of a feature with itself are left out.")
    }

    package init(degree: Int, includeBias: Bool = false, interactionOnly: Bool = false) {
        self.degree = degree
        includesBias = includeBias
        isInteractionOnly = interactionOnly
    }

    /// For each degree above 1, for each feature: where, among the terms of the degree below, those begin that it
    /// multiplies; nil when there are too many terms.
    private func plan(features: Int) -> (starts: [[Int]], terms: Int)? {
        // starts[i]: the first term of the last degree whose first factor is feature i or later.
        var starts = Array(0...features)
        var count = features
        var total = features + (includesBias ? 1 : 0)
        var steps: [[Int]] = []
        for _ in 1..<max(degree, 1) where degree > 1 {
            let shift = isInteractionOnly ? 1 : 0
            let first = (0..<features).map { starts[$0 + shift] }
            steps.append(first)
            var next = [0]
            for start in first { next.append(next[next.count - 1] + count - start) }
            starts = next
            count = next[features]
            total += count
            guard total <= Self.mostTerms else { return nil }
        }
        return (steps, total)
    }

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        guard input.rank == 1 else {
            throw LayerProblem("needs a row of features, one axis, but the row has shape \(input)")
        }
        guard let plan = plan(features: input.count) else {
            throw LayerProblem(
                "would make more than \(Self.mostTerms) terms of degree \(degree) out of \(input.count) features",
                help: "lower the degree or choose fewer features")
        }
        return [plan.terms]
    }

    package func forward(_ input: Tensor, in pass: ForwardPass) -> Tensor {
        let features = input.shape[2]
        guard let plan = plan(features: features) else { return input }
        let columns = (0..<features).map { input.sliced(axis: 2, range: $0..<$0 + 1) }
        var parts = [input]
        var last = input
        for starts in plan.starts {
            var products: [Tensor] = []
            for (column, start) in zip(columns, starts) where start < last.shape[2] {
                let terms = last.sliced(axis: 2, range: start..<last.shape[2])
                products.append(column * terms)
            }
            // With interactions only, degrees above the number of features have no terms.
            guard !products.isEmpty else { break }
            last = concatenate(products, axis: 2)
            parts.append(last)
        }
        if includesBias {
            parts.insert(pass.graph.constant(1, [input.shape[0], input.shape[1], 1]), at: 0)
        }
        return concatenate(parts, axis: 2)
    }
}
