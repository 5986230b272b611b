import Pipeline
import Testing

@Suite("Texts for a terminal")
struct TerminalTests {
    @Test("Columns line up; colors take no room")
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

    @Test("A text is cut to a width without counting colors, and its color ends")
    func cut() {
        let terminal = Terminal(descriptor: 1, isInteractive: true, hasColor: true)
        let text = "ab" + terminal.painted("cdef", .bad)
        #expect(shortened(text, to: 6) == text)
        #expect(Paint.shown(shortened(text, to: 4), hasColor: true) == "ab\u{1B}[31mc\u{1B}[0m…")
        #expect(visibleWidth(shortened(text, to: 4)) == 4)
        #expect(shortened("abc", to: 0).isEmpty)
    }
}
