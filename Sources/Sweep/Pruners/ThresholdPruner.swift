import Spec

package struct ThresholdPruner: Pruner {
    package static let name = "threshold"
    package static let about = """
        Stops trials whose objective leaves given bounds.

            stopped when value < lower, value > upper, or value is not finite

        The bounds are about the objective as measured, whether it is to be small or large: `{threshold:
        {upper: 10, warmup: 5}}` stops trials whose loss is above 10 after the fifth epoch.

        - Limits: looks at one trial at a time, so the cohort only says how many train side by side
        - Errors: `missing-field` without any bound; `empty-domain` for bounds in the wrong order
        - Source: Optuna's `ThresholdPruner`
        """
    package static let primaryField: String? = "upper"
    package static let example: String? = "{threshold: {upper: 10, warmup: 5}}"
    private let lower: Double
    private let upper: Double
    private let evenRungs: EvenRungs

    package init(reading fields: inout FieldReader) {
        let lower = fields.optionalDouble("lower", "Least value a trial goes on with.")
        let upper = fields.optionalDouble("upper", "Greatest value a trial goes on with.")
        evenRungs = EvenRungs(reading: &fields)
        self.lower = lower ?? -.infinity
        self.upper = upper ?? .infinity
        let hasBound =
            fields.origin(of: "lower") != .defaultValue || fields.origin(of: "upper") != .defaultValue
        if !hasBound {
            fields.report(
                Diagnostic(
                    "missing-field", "\(fields.subject) needs at least one of the fields 'lower' and 'upper'",
                    at: fields.place))
        } else if self.lower > self.upper {
            fields.report(
                Diagnostic(
                    "empty-domain",
                    "no value lies above \(numberText(self.lower)) and below \(numberText(self.upper))",
                    at: fields.origin(of: "lower")))
        }
    }

    package init(
        lower: Double = -.infinity, upper: Double = .infinity, warmup: Int = 0, interval: Int = 1,
        cohort: Int = 64
    ) {
        self.lower = lower
        self.upper = upper
        evenRungs = EvenRungs(warmup: warmup, interval: interval, cohort: cohort)
    }

    package func cohort(maximum: Int) -> Int? { evenRungs.cohort }

    package func rungs(of trial: Int, maximum: Int) -> [Int] { evenRungs.rungs(maximum: maximum) }

    package func stopped(at rung: Rung) -> [Int] {
        rung.cohort.filter { !($0.value.isFinite && $0.value >= lower && $0.value <= upper) }.map(\.trial)
    }
}
