import Spec
import Testing

/// Durations: `10 epochs`, `500 steps`, `2 h`, bare numbers.
@Suite struct DurationTests {
    static let durations: [(String, SpecDuration)] = [
        ("10 epochs", SpecDuration(10, .epochs)), ("1 epoch", SpecDuration(1, .epochs)),
        ("5epochs", SpecDuration(5, .epochs)), ("500 Steps", SpecDuration(500, .steps)),
        ("0.5 epochs", SpecDuration(0.5, .epochs)), ("2 h", SpecDuration(2, .hours)),
        ("30s", SpecDuration(30, .seconds)), ("1.5 min", SpecDuration(1.5, .minutes)),
        ("1e3 steps", SpecDuration(1_000, .steps)), ("2 days", SpecDuration(2, .days)),
        ("7", SpecDuration(7, .epochs)), ("0", SpecDuration(0, .epochs)),
    ]

    @Test(arguments: durations)
    func isRead(_ text: String, _ expected: SpecDuration) {
        let loaded = load(minimal("train: {every: \(text)}"))
        #expect(loaded.diagnostics.isEmpty, "\(loaded.text())")
        #expect(loaded.value?.train.every == expected)
        // The canonical form reads back as the same duration.
        let written = load(minimal("train: {every: \(json(loaded, "train", "every") ?? "")}"))
        #expect(written.value?.train.every == expected)
    }

    @Test(arguments: [
        "-1", "-1 epochs", "epochs", "10 parsecs", "ten steps", "1 2 steps", "", "[1]", ".inf", "5 e",
    ])
    func isRefused(_ text: String) {
        #expect(load(minimal("train: {every: \(text)}")).diagnostics.hasErrors)
    }

    @Test func secondsAreCounted() {
        #expect(SpecDuration(2, .hours).seconds == 7_200)
        #expect(SpecDuration(1.5, .minutes).seconds == 90)
        #expect(SpecDuration(1, .days).seconds == 86_400)
        #expect(SpecDuration(1, .steps).seconds == nil)
    }
}
