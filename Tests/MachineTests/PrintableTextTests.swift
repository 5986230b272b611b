import Machine
import Testing

@Suite("Text that is safe to show") struct PrintableTextTests {
    @Test(
        "what commands a terminal or turns the direction is replaced",
        arguments: [
            "\u{1B}]0;title\u{7}", "\u{9B}31m", "a\rb", "\u{8}\u{8}", "\u{202E}gnp", "\u{2066}x\u{2069}",
            "\u{2028}", "\u{7F}",
            "\u{200F}", "\u{FEFF}",
        ])
    func hostile(text: String) {
        for shown in [PrintableText.oneLine(text), PrintableText.lines(text)] {
            #expect(shown.unicodeScalars.count == text.unicodeScalars.count)
            #expect(shown.unicodeScalars.contains("\u{FFFD}"))
            #expect(
                shown.unicodeScalars.allSatisfy {
                    ![.control, .format, .lineSeparator, .paragraphSeparator].contains(
                        $0.properties.generalCategory)
                })
        }
    }

    @Test(
        "words, accents, other scripts and emoji stay",
        arguments: [
            "plain", "naïve 東京", "נסיון", "👩‍👩‍👧", "नमस्ते", "",
        ])
    func harmless(text: String) {
        #expect(PrintableText.oneLine(text) == text)
        #expect(PrintableText.lines(text) == text)
    }

    @Test("ends of lines are shown in one line and kept in several") func lines() {
        #expect(PrintableText.oneLine("a\nb") == "a⏎b")
        #expect(PrintableText.lines("a\nb") == "a\nb")
    }
}
