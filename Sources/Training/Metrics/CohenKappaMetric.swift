import Spec

package struct CohenKappaMetric: ConfusionMetric {
    package static let name = "cohen_kappa"
    package static let aliases: [String] = ["kappa"]
    package static let about = """
        How much more often class and predicted class agree than chance would have it.

            kappa = 1 - Σ w_ij C_ij / Σ w_ij E_ij,   E_ij = t_i p_j / n
            C: confusion counts; t_i: rows of class i; p_j: rows assigned to class j; n: rows
            w_ij: 0 on the diagonal and 1 elsewhere (none), |i - j| (linear), (i - j)² (quadratic)

        Linear and quadratic weights are for classes that have an order. 1 is perfect, 0 what chance gives.

        - Limits: one class only in both → NaN; no rows or a NaN prediction → NaN
        - Source: Cohen, "A coefficient of agreement for nominal scales", 1960, and "Weighted kappa", 1968;
          scikit-learn `cohen_kappa_score`
        """
    package static let primaryField: String? = "weighting"
    package let direction = MetricDirection.higherIsBetter
    package let weighting: Weighting

    package var label: String { weighting == .none ? Self.name : "\(Self.name)_\(weighting.rawValue)" }

    package init(reading fields: inout FieldReader) {
        weighting = fields.choice(
            "weighting", default: Weighting.none, "How much a confusion of two classes counts.")
    }

    package init(weighting: Weighting = .none) {
        self.weighting = weighting
    }

    package func refusal(for task: PredictionTask) -> String? { MetricRefusal.unlessClassification(task) }

    func value(of counts: ConfusionCounts) -> Double {
        let rows = counts.total
        let actual = counts.actualSums
        let predicted = counts.predictedSums
        var found = 0.0
        var expected = 0.0
        for row in 0..<counts.classes {
            for column in 0..<counts.classes {
                let weight = weighting.weight(abs(row - column))
                found += weight * counts[row, column]
                expected += weight * (actual[row] * predicted[column] / rows)
            }
        }
        return expected == 0 ? .nan : 1 - found / expected
    }

    /// How much a confusion counts, by the distance of the two classes in their order.
    package enum Weighting: String, CaseIterable, Sendable {
        case none
        case linear
        case quadratic

        func weight(_ distance: Int) -> Double {
            switch self {
            case .none: distance == 0 ? 0 : 1
            case .linear: Double(distance)
            case .quadratic: Double(distance * distance)
            }
        }
    }
}
