import Spec

/// How much `dropout`, and the hidden layers of `mlp`, drop at which step.
struct DropoutFields: Sendable {
    var rate: Double
    var schedule: (any Schedule)?

    var programKey: String { "dropout \(rate > 0)" + (schedule == nil ? "" : " scheduled") }

    init(rate: Double, schedule: (any Schedule)?) {
        self.rate = rate
        self.schedule = schedule
    }

    init(
        reading fields: inout FieldReader, rateName: String, aliases: [String] = [],
        default standard: Double, scheduleName: String
    ) {
        rate = fields.double(
            rateName, aliases: aliases, default: standard, in: .leftClosed(0, 1),
            "Share of the numbers set to 0.")
        schedule =
            fields.optionalComponent(
                scheduleName, in: scheduleFamily,
                "How the share changes from step to step, such as flat_cosine; default not at all.")?.value
    }
}
