import Boosting
import Data
import Spec

/// An objective of the library of trees that has exactly a loss.
package struct LibraryObjective: Sendable {
    /// Where the scores start, as the library wants to be told.
    package enum Start: Sendable {
        /// The library finds it.
        case own
        /// The mean of the targets.
        case mean
        /// The same as a probability, which is not 0 or 1.
        case probability
        /// The same as a rate, which is positive.
        case rate
    }

    let name: String
    /// The library's parameters for fields of the loss, which may then have any value.
    let parameters: [String: String]
    let start: Start
    /// The first version of the library that has it.
    let since: Int

    /// - Parameter parameters: by the names of the loss's fields
    package init(
        _ name: String, _ parameters: [String: String] = [:], start: Start = .own, since: Int = 1
    ) {
        self.name = name
        self.parameters = parameters
        self.start = start
        self.since = since
    }
}

/// What makes trees grow: an objective of the library's own where it has exactly the loss, else the derivatives of the
/// loss as the program computes them.
struct TreeObjective {
    let parameters: [Booster.Parameter]
    /// Whether the library knows the loss itself.
    let isOwn: Bool

    /// - Parameter targets: of the training rows, with what each counts
    init(_ plan: ModelPlan, library: XGBoostLibrary, targets: [Double], weights: [Double]?) {
        let mean = Self.mean(targets, weights)
        let width = plan.outputShape.count
        if let objective = plan.loss.value.treeObjective, objective.since <= library.version.major,
            width == 1 || plan.task.isClassification,
            let fields = Self.parameters(of: plan.loss, objective)
        {
            isOwn = true
            var list: [Booster.Parameter] = [("objective", objective.name)] + fields
            switch objective.start {
            case .own: break
            case .mean: list.append(("base_score", "\(Float(mean))"))
            case .probability: list.append(("base_score", "\(min(max(mean, 1e-6), 1 - 1e-6))"))
            case .rate: list.append(("base_score", "\(max(mean, 1e-6))"))
            }
            if width > 1 { list.append(("num_class", "\(width)")) }
            parameters = list
            return
        }
        isOwn = false
        let base = width == 1 ? plan.loss.value.outputs(for: [mean])?.first ?? 0 : 0
        parameters = Self.carrier(width: width, base: base.isFinite ? base : 0)
    }

    /// That of a forest: the library only adds up what it is given.
    init(forestOf plan: ModelPlan, base: Double) {
        isOwn = false
        parameters = Self.carrier(width: plan.outputShape.count, base: base)
    }

    /// Where a forest starts: the mean of the target, or the same share for every class.
    static func forestBase(_ plan: ModelPlan, targets: [Double], weights: [Double]?) -> Double {
        let width = plan.outputShape.count
        return Double(Float(width > 1 ? 1 / Double(width) : mean(targets, weights)))
    }

    /// An objective that leaves the scores as they are.
    private static func carrier(width: Int, base: Double) -> [Booster.Parameter] {
        let start: [Booster.Parameter] = [("base_score", "\(Float(base))")]
        guard width > 1 else { return start + [("objective", "reg:squarederror")] }
        return start + [("objective", "multi:softprob"), ("num_class", "\(width)")]
    }

    /// What the library is told of the loss's fields; nil where one of the others is not at its default.
    private static func parameters(
        of loss: Located<any Loss>, _ objective: LibraryObjective
    ) -> [Booster.Parameter]? {
        guard case .map(let written) = loss.parameters else { return nil }
        let fields = FieldReader.fields(of: type(of: loss.value))
        var list: [Booster.Parameter] = []
        for entry in written {
            let content = entry.value.content
            if let name = objective.parameters[entry.key] {
                switch content {
                case .number(let value): list.append((name, "\(value)"))
                case .integer(let value): list.append((name, "\(value)"))
                default: return nil
                }
                continue
            }
            guard let field = fields.first(where: { $0.name == entry.key }) else { return nil }
            switch field.requirement {
            case .required: return nil
            case .optional: if !content.isSame(as: .null) { return nil }
            case .defaultValue(let standard): if !content.isSame(as: standard) { return nil }
            }
        }
        return list.count == objective.parameters.count ? list : nil
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
