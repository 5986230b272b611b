import Spec

/// Fields of pruners that judge every so many evaluations.
struct EvenRungs {
    let warmup: Int
    let interval: Int
    let cohort: Int

    init(reading fields: inout FieldReader) {
        warmup = fields.int(
            "warmup", default: 0, in: .nonNegative, "Evaluations (epochs) before a trial may be stopped.")
        interval = fields.int(
            "interval", default: 1, in: .greaterOrEqual(1), "Evaluations from one judgment to the next.")
        cohort = CohortField.read(&fields, default: 64)
    }

    init(warmup: Int, interval: Int, cohort: Int) {
        self.warmup = warmup
        self.interval = interval
        self.cohort = cohort
    }

    /// The first evaluation after the warm-up, then every `interval` of them, the last one excepted; at most
    /// 100,000.
    func rungs(maximum: Int) -> [Int] {
        guard warmup < maximum - 1 else { return [] }
        return Array(stride(from: warmup + 1, to: maximum, by: interval).prefix(100_000))
    }
}

/// The field `cohort`, which every pruner that stops trials has.
enum CohortField {
    static func read(_ fields: inout FieldReader, default standard: Int) -> Int {
        fields.int(
            "cohort", default: standard, in: .closed(1, 100_000),
            "How many trials train side by side and are judged together.")
    }
}
