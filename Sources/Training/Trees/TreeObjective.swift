import Boosting
import Data
import Spec

/// What makes trees grow: an objective of the library's own where it has exactly the loss, else the derivatives of the
/// loss as the program computes them.
struct TreeObjective {
    let parameters: [Booster.Parameter]
    /// Whether the library knows the loss itself.
    let isOwn: Bool

    /// - Parameter targets: of the training rows, with what each counts
    init(_ plan: ModelPlan, library: XGBoostLibrary, targets: [Double], weights: [Double]?) {
        let mean = Self.mean(targets, weights)
        if let name = Self.ownName(plan, library) {
            var list: [Booster.Parameter] = [("objective", name)]
            switch name {
            case "multi:softprob": list.append(("num_class", "\(plan.outputShape.count)"))
            case "binary:logistic": list.append(("base_score", "\(min(max(mean, 1e-6), 1 - 1e-6))"))
            case "count:poisson":
                // The library would otherwise bound the leaves to help a start far from the mean.
                list += [("base_score", "\(max(mean, 1e-6))")]
            case "reg:squarederror": list.append(("base_score", "\(Float(mean))"))
            case "reg:quantileerror":
                let level = (plan.loss.value as? QuantileLoss)?.quantile ?? 0.5
                list.append(("quantile_alpha", "\(level)"))
            default: break
            }
            parameters = list
            isOwn = true
            return
        }
        isOwn = false
        let width = plan.outputShape.count
        guard width == 1 else {
            parameters = [("objective", "multi:softprob"), ("num_class", "\(width)"), ("base_score", "0")]
            return
        }
        let base = plan.loss.value.outputs(for: [mean])?.first ?? 0
        parameters = [
            ("objective", "reg:squarederror"), ("base_score", "\(Float(base.isFinite ? base : 0))"),
        ]
    }

    /// The library's name for the loss; nil where it has none, or where a field of the loss is not at its default.
    private static func ownName(_ plan: ModelPlan, _ library: XGBoostLibrary) -> String? {
        let loss = plan.loss
        guard plan.outputShape.count == 1 || plan.task.isClassification else { return nil }
        let isPlain = hasDefaults(loss)
        switch loss.value {
        case is MeanSquaredErrorLoss: return isPlain ? "reg:squarederror" : nil
        case is MeanAbsoluteErrorLoss: return isPlain ? "reg:absoluteerror" : nil
        case is QuantileLoss where library.version.major >= 2: return "reg:quantileerror"
        case is PoissonLoss: return isPlain ? "count:poisson" : nil
        case is BinaryCrossEntropyLoss: return isPlain ? "binary:logistic" : nil
        case is CrossEntropyLoss: return isPlain ? "multi:softprob" : nil
        default: return nil
        }
    }

    private static func hasDefaults(_ loss: Located<any Loss>) -> Bool {
        guard case .map(let written) = loss.parameters else { return false }
        let fields = FieldReader.fields(of: type(of: loss.value))
        return written.allSatisfy { entry in
            guard let field = fields.first(where: { $0.name == entry.key }) else { return false }
            switch field.requirement {
            case .required: return false
            case .optional: return entry.value.content.isSame(as: .null)
            case .defaultValue(let standard): return entry.value.content.isSame(as: standard)
            }
        }
    }

    private static func mean(_ values: [Double], _ weights: [Double]?) -> Double {
        var (sum, total) = (0.0, 0.0)
        for (row, value) in values.enumerated() {
            let weight = weights?[row] ?? 1
            sum += weight * value
            total += weight
        }
        return total > 0 ? sum / total : 0
    }
}
