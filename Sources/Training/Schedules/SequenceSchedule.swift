import Spec

package struct SequenceSchedule: Schedule {
    package static let name = "sequence"
    package static let aliases: [String] = ["sequential"]
    package static let about = """
        Several schedules one after another, each from its own beginning.

            rate(s) = schedules[i] at s - milestones[i - 1],   i: how many milestones have been passed

        Each schedule takes the stretch it has for its budget: one without a length of its own lasts until
        the next milestone, or to the end.

        - Errors: `invalid-value` for another number of milestones or a descending one; `conflict` for a
          plateau schedule inside
        - Source: PyTorch `SequentialLR`
        """
    package static let primaryField: String? = "schedules"
    package static let example: String? =
        "{sequence: {schedules: [{linear: {start_factor: 0.1, end_factor: 1}}, cosine], milestones: [5 epochs]}}"
    package let schedules: [Located<any Schedule>]
    package let milestones: [StepSpan]
    package let warmup: Warmup

    package init(reading fields: inout FieldReader) {
        schedules = fields.requiredComponents(
            "schedules", in: scheduleFamily, "The schedules in order, at least two.")
        milestones =
            fields.requiredValue(
                "milestones", of: [StepSpan].self, "Where each schedule but the first begins: '[5 epochs]'.")
            ?? []
        warmup = Warmup(reading: &fields)
        check(&fields)
    }

    package init(_ schedules: [any Schedule], milestones: [StepSpan], warmup: Warmup = Warmup()) {
        self.schedules = schedules.map { Located(value: $0, origin: .defaultValue) }
        self.milestones = milestones
        self.warmup = warmup
    }

    private func check(_ fields: inout FieldReader) {
        if !schedules.isEmpty, !milestones.isEmpty, milestones.count != schedules.count - 1 {
            fields.report(
                Diagnostic(
                    "invalid-value",
                    "\(schedules.count) schedules need \(schedules.count - 1) milestones, but there are "
                        + "\(milestones.count)", at: fields.origin(of: "milestones")))
        }
        let isMixed = Set(milestones.map(\.unit)).count > 1
        let counts = milestones.map(\.count)
        if !isMixed, zip(counts, counts.dropFirst()).contains(where: { $0 >= $1 }) {
            fields.report(
                Diagnostic(
                    "invalid-value", "the milestones of a sequence must ascend",
                    at: fields.origin(of: "milestones")))
        }
        if let plateau = schedules.first(where: {
            $0.value is PlateauSchedule || $0.value is SequenceSchedule
        }) {
            fields.report(
                Diagnostic(
                    "conflict", "'\(type(of: plateau.value).name)' cannot be a part of a sequence",
                    at: plateau.origin))
        }
    }

    package var lengths: [ScheduleLength] { milestones.map { ScheduleLength("milestones", $0) } }
    package var followsBudget: Bool { schedules.last?.value.followsBudget ?? false }

    package func rate(base: Double, step: Int, horizon: ScheduleHorizon) -> Double {
        var start = 0
        var index = 0
        for milestone in milestones where index + 1 < schedules.count {
            let next = milestone.steps(in: horizon)
            guard step >= next else { break }
            start = next
            index += 1
        }
        guard index < schedules.count else { return base }
        let end = index < milestones.count ? milestones[index].steps(in: horizon) : horizon.totalSteps
        let part = ScheduleHorizon(stepsPerEpoch: horizon.stepsPerEpoch, totalSteps: end - start)
        return schedules[index].value.learningRate(base: base, step: step - start, horizon: part)
    }
}
