import Pipeline
import Testing

@Suite("Texts for a terminal")
struct TerminalTests {
    /// Five significant digits; larger and smaller numbers in powers of ten.
    static let figures: [(Double?, String)] = [
        (0.415432, "0.41543"), (12.3456789, "12.346"), (123456.7, "123457"), (1, "1.0000"), (0, "0"),
        (-0.00002, "-2.000e-05"), (1.5e9, "1.500e+09"), (.nan, "–"), (nil, "–"), (.infinity, "∞"),
    ]

    @Test("Figures", arguments: figures)
    func figure(value: Double?, expected: String) {
        #expect(FigureText.figure(value) == expected)
    }

    static let durations: [(Double, String)] = [
        (0.0000125, "12 µs"), (0.0421, "42 ms"), (4.214, "4.21 s"), (187, "3:07 min"), (7387, "2:03:07 h"),
        (.nan, "–"), (-1, "–"),
    ]

    @Test("Durations", arguments: durations)
    func duration(seconds: Double, expected: String) {
        #expect(FigureText.duration(seconds) == expected)
    }

    static let counts: [(Int, String)] = [
        (0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-12345, "-12,345"),
    ]

    @Test("Counts", arguments: counts)
    func count(value: Int, expected: String) {
        #expect(FigureText.count(value) == expected)
    }

    static let sizes: [(Int, String)] = [(812, "812 B"), (14_353_701, "14.4 MB"), (1_000, "1.00 kB")]

    @Test("Sizes in decimal units", arguments: sizes)
    func bytes(value: Int, expected: String) {
        #expect(FigureText.bytes(value) == expected)
    }

    @Test("Columns line up; colours take no room")
    func table() {
        let terminal = Terminal(descriptor: 1, isInteractive: true, hasColor: true)
        var table = TextTable([.left, .right])
        table.row(["name", "1"])
        table.row([terminal.painted("longer name", .bold), "12"])
        let shown = table.lines(indent: 1).map { Paint.shown($0, hasColor: true) }
        #expect(shown == [" name          1", " \u{1B}[1mlonger name\u{1B}[0m  12"])
        let plain = table.lines().map { Paint.shown($0, hasColor: false) }
        #expect(plain == ["name          1", "longer name  12"])
    }

    @Test("A cell stays one line, whatever its text")
    func cells() {
        var table = TextTable([.left, .left])
        table.row(["a\nb\tc\u{1B}[31m", "next"])
        #expect(table.lines() == ["a⏎b\u{FFFD}c\u{FFFD}[31m  next"])
    }

    @Test("A text is cut to a width without counting colours, and its colour ends")
    func cut() {
        let terminal = Terminal(descriptor: 1, isInteractive: true, hasColor: true)
        let text = "ab" + terminal.painted("cdef", .bad)
        #expect(shortened(text, to: 6) == text)
        #expect(Paint.shown(shortened(text, to: 4), hasColor: true) == "ab\u{1B}[31mc\u{1B}[0m…")
        #expect(visibleWidth(shortened(text, to: 4)) == 4)
        #expect(shortened("abc", to: 0).isEmpty)
    }
}
