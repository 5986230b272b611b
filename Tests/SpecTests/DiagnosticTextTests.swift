import Spec
import TestSupport
import Testing

/// How findings look and in which order they stand.
@Suite struct DiagnosticTextTests {
    @Test func colorsAreUsedOnlyWhenAskedFor() {
        let loaded = load("model: [relu]\nloss: mse\nsede: 1\n")
        let colored = loaded.text(color: true)
        #expect(colored.contains("\u{1B}[1;31merror[unknown-key]\u{1B}[0m"))
        #expect(!loaded.text().contains("\u{1B}"))
        var plain = colored
        for code in ["1;31", "1", "2", "32", "0"] { plain = plain.replacing("\u{1B}[\(code)m", with: "") }
        #expect(plain == loaded.text())
    }

    @Test func findingsAreSortedByPlace() {
        func at(_ file: String, _ line: Int, _ column: Int) -> Origin {
            .file(SourceSpan(start: SourceLocation(file: file, line: line, column: column), length: 1))
        }
        var bag = DiagnosticBag()
        bag.report(Diagnostic("x", "last", at: .defaultValue))
        bag.report(Diagnostic("x", "fifth", at: .override(OverrideSpan(argument: "a=1", index: 1))))
        bag.report(Diagnostic("x", "fourth", at: .override(OverrideSpan(argument: "b=1", index: 0))))
        bag.report(Diagnostic("x", "third", at: at("b", 1, 1)))
        bag.report(Diagnostic("x", "second", at: at("a", 10, 2)))
        bag.report(Diagnostic("x", "first", at: at("a", 9, 3)))
        bag.report(Diagnostic("x", "first", at: at("a", 9, 3)))
        #expect(bag.sorted().map(\.message) == ["first", "second", "third", "fourth", "fifth", "last"])
    }

    @Test func summaryCounts() {
        var bag = DiagnosticBag()
        #expect(DiagnosticText.summary(bag) == "")
        bag.report(Diagnostic("x", "a", at: .defaultValue))
        bag.report(Diagnostic("x", "b", at: .defaultValue, severity: .warning))
        bag.report(Diagnostic("x", "c", at: .defaultValue, severity: .warning))
        #expect(DiagnosticText.summary(bag) == "1 error, 2 warnings")
        #expect(bag.hasErrors)
    }

    @Test func partsOfATextHaveTheirOwnPlace() throws {
        let loaded = load("model: relu\nloss: mse\nname: 'run_time <= x'\nnote: run_time <= x\n")
        func text(_ key: String, _ range: Range<Int>) throws -> String {
            let node = try #require(loaded.resolved?[key])
            let bag = DiagnosticBag([Diagnostic("x", "here", at: node.origin(ofCharacters: range))])
            return DiagnosticText(sources: loaded.sources).render(bag)
        }
        #expect(
            try text("name", 9..<11) == """
                spec.yaml:3:17: error[x]: here
                    3 | name: 'run_time <= x'
                      |                 ^^

                """)
        #expect(
            try text("note", 12..<13) == """
                spec.yaml:4:19: error[x]: here
                    4 | note: run_time <= x
                      |                   ^

                """)
    }

    /// Distances by hand: insertions, removals, replacements and swaps of neighbors count one each.
    static let nearest: [(String, [String], String?)] = [
        ("learning_rat", ["lr", "learning_rate"], "learning_rate"), ("adma", ["sgd", "adam"], "adam"),
        ("momentun", ["momentum"], "momentum"), ("xyz", ["adam"], nil), ("trian", ["train"], "train"),
        ("a", ["b"], nil), ("ADAM", ["adam"], "adam"), ("epoch", ["epochs", "steps"], "epochs"),
        ("stdandardize", ["standardize"], "standardize"), ("", ["a"], nil),
    ]

    @Test(arguments: nearest)
    func nearestNameIs(_ written: String, _ names: [String], _ expected: String?) {
        #expect(nearestName(to: written, in: names) == expected)
    }

    @Test func differencesOfTextsAreShown() {
        #expect(textDifference(expected: "a\nb\n", found: "a\nb\n") == nil)
        #expect(textDifference(expected: "a\nb\nc\n", found: "a\nx\nc\n") == "  a\n- b\n+ x\n  c")
        #expect(textDifference(expected: "a\n", found: "a") == "- a\n+ a⊣ (no line end)")
    }
}
