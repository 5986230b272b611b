import Machine
import Testing

/// Every expectation is the rule of the function's comment, applied by hand.
@Suite("Numbers for people")
struct NumberTextTests {
    @Test(
        "Figures: five significant digits; larger and smaller numbers in powers of ten",
        arguments: [
            (0.415432, "0.41543"), (12.3456789, "12.346"), (123456.7, "123457"), (1, "1.0000"), (0, "0"),
            (-0.00002, "-2e-5"), (1.5e9, "1.5e9"), (.nan, "–"), (nil, "–"), (.infinity, "∞"),
            (-.infinity, "-∞"), (0.0001, "0.00010000"),
        ] as [(Double?, String)])
    func figure(value: Double?, expected: String) {
        #expect(NumberText.figure(value) == expected)
    }

    @Test("Means with deviations, and differences")
    func spread() {
        #expect(NumberText.figure(0.415432, deviation: 0.00212) == "0.41543 ± 0.0021")
        #expect(NumberText.figure(0.415432, deviation: nil) == "0.41543")
        #expect(NumberText.signed(0.01234) == "+0.0123")
        #expect(NumberText.signed(-2) == "-2")
    }

    @Test(
        "Significant digits",
        arguments: [
            (0.42423, "0.4242"), (21483.0, "21483"), (1.3e-7, "1.3e-7"), (-0.5, "-0.5"), (0, "0"),
            (1e7, "1e7"), (1234567, "1234567"), (0.00012345, "0.0001235"), (Double.nan, "NaN"),
            (-Double.infinity, "-∞"), (-0.0, "0"), (99999.6, "100000"),
        ] as [(Double, String)])
    func significant(value: Double, text: String) {
        #expect(NumberText.significant(value) == text)
    }

    @Test(
        "Exact numbers read back as the same",
        arguments: [
            (3, "3"), (0.1, "0.1"), (-2.5, "-2.5"), (1e300, "1e+300"), (.nan, "nan"), (-.infinity, "-inf"),
        ]
            as [(Double, String)])
    func exact(value: Double, text: String) {
        #expect(NumberText.exact(value) == text)
        #expect(value.isNaN || Double(text) == value)
    }

    @Test(
        "Durations",
        arguments: [
            (0.0000123, "12 µs"), (0.0421, "42 ms"), (0.34, "340 ms"), (0.9996, "1 s"), (4.214, "4.21 s"),
            (12, "12 s"), (59.96, "1 min 0 s"), (187, "3 min 7 s"), (7387, "2 h 3 min"), (.nan, "–"),
            (-1, "–"),
        ] as [(Double, String)])
    func duration(seconds: Double, expected: String) {
        #expect(NumberText.duration(seconds) == expected)
    }

    @Test(
        "Counts",
        arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-12345, "-12,345")])
    func count(value: Int, expected: String) {
        #expect(NumberText.count(value) == expected)
    }

    @Test(
        "Sizes in decimal units",
        arguments: [
            (812, "812 bytes"), (1_000, "1 kB"), (14_353_701, "14.4 MB"), (42_000_000, "42 MB"),
            (999_600_000, "1 GB"), (4_800_000_000, "4.8 GB"),
        ])
    func bytes(value: Int, expected: String) {
        #expect(NumberText.bytes(value) == expected)
    }

    @Test("Parts, rates, operations and nouns")
    func others() {
        #expect(NumberText.percent(0.12345) == "12.3 %")
        #expect(NumberText.magnitude(350) == "350")
        #expect(NumberText.magnitude(1_234_567) == "1.23 M")
        #expect(NumberText.operations(768) == "768 FLOP")
        #expect(NumberText.operations(92_160) == "92.2 kFLOP")
        #expect(NumberText.count(1, "epoch") == "1 epoch")
        #expect(NumberText.count(2000, "epoch") == "2,000 epochs")
        #expect(NumberText.fixed(-0.004, decimals: 2) == "0.00")
    }
}
