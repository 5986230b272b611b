import Catalogue
import Foundation
import Runs
import Spec
import Testing

@Suite("Filters")
struct FilterTests {
    private let run: [String: FieldValue] = [
        "val_loss": .number(0.25), "optimizer.type": .text("adam"), "name": .text("sgemm-cpu"),
        "label": .list(["good", "fast"]), "time": .number(90), "optimizer.nesterov": .flag(false),
        "started": .moment(RunTime(milliseconds: 1_795_269_802_125)), "seed": .number(7),
        "odd name": .text("a & b"),
    ]

    /// Every expectation follows from the values above by reading the filter.
    @Test(
        "What passes",
        arguments: [
            ("val_loss < 0.5 and optimizer.type = adam", true), ("val_loss<0.5", true),
            ("val_loss < 0.25", false), ("val_loss <= 0.25", true), ("0.1 < val_loss <= 0.25", true),
            ("0.3 > val_loss", true), ("0.3 < val_loss", false), ("optimizer.type != adam", false),
            ("optimizer.type != sgd", true), ("optimizer.momentum = 0.9", false),
            ("optimizer.momentum != 0.9", true), ("not optimizer.momentum", true), ("val_loss", true),
            ("optimizer.nesterov", false), ("optimizer.nesterov = false", true), ("name ~ 'sgemm*'", true),
            ("name ~ *gpu*", false), ("label = good", true), ("label = bad", false), ("label != bad", true),
            ("optimizer.type in [sgd, adam]", true), ("optimizer.type not in [sgd, adam]", false),
            ("seed in [1, 7]", true), ("time > 1 min", true), ("time > 2min", false), ("time < 0.5 h", true),
            ("val_loss > 1 or (seed = 7 and not label = bad)", true),
            ("val_loss > 1 or seed = 7 and label = bad", false), ("'odd name' = 'a & b'", true),
            ("started >= 2026-11-21Z", true), ("started = 2026-11-21Z", true),
            ("started > 2026-11-21Z", false),
            ("started < 2026-11-21Z", false), ("started < '2026-11-21 14:04Z'", true), ("seed == 7.0", true),
            ("NOT val_loss > 1 AND seed = 7", true), ("optimizer.type < b", true),
        ])
    func passing(filter: String, expected: Bool) throws {
        let expression = try FilterParser.parse(filter)
        #expect(expression.matches { run[$0] } == expected)
    }

    @Test(
        "A mistake is shown at its character",
        arguments: [
            ("", 1, "the filter is empty"), ("val_loss <", 11, "a value is missing after '<'"),
            ("val_loss << 0.5", 10, "there is no comparison '<<'"),
            ("val_loss < 0.5 and", 19, "a comparison is missing here"),
            ("(val_loss < 0.5", 1, "this parenthesis is never closed"),
            ("val_loss < 0.5 optimizer = adam", 16, "'optimizer' cannot stand here"),
            ("name = 'open", 8, "this quotation mark is never closed"),
            ("val_loss & 1", 10, "'&' has no meaning in a filter"),
            ("a in adam", 6, "'in' needs a list"), ("a in [x", 6, "this list is never closed"),
            ("a in [x; y]", 8, "'; has no meaning"), (") = 1", 1, "expected the name of a field, found ')'"),
            ("1 < 2", 5, "a number is compared with the name of a field"),
        ])
    func mistakes(filter: String, column: Int, message: String) {
        do {
            _ = try FilterParser.parse(filter)
            Issue.record("'\(filter)' was accepted")
        } catch let error as FilterError {
            #expect(error.range.lowerBound + 1 == column, "\(error)")
            let sought = message.replacing("'; has", with: "';' has")
            #expect(error.message.contains(sought), "\(error)")
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test("The message shows the text with a mark under it")
    func text() {
        let error = #expect(throws: FilterError.self) { try FilterParser.parse("val_loss << 0.5") }
        #expect(
            error?.description == """
                --where:10: there is no comparison '<<'
                  | val_loss << 0.5
                  |          ^^
                  help: use one of = != < <= > >= ~
                """)
    }

    @Test("Nesting without end is refused, not followed")
    func depth() {
        #expect(throws: FilterError.self) {
            try FilterParser.parse(
                String(repeating: "(", count: 100_000) + "a" + String(repeating: ")", count: 100_000))
        }
        #expect(throws: FilterError.self) {
            try FilterParser.parse(String(repeating: "not ", count: 100_000) + "a")
        }
    }

    @Test(
        "Patterns",
        arguments: [
            ("*", "", true), ("a*b", "ab", true), ("a*b", "acdb", true), ("a*b", "abc", false),
            ("?b", "ab", true), ("?b", "b", false), ("*a*a*", "banana", true), ("", "", true),
            ("", "a", false),
            ("s*-[1]", "s-x-[1]", true),
        ])
    func patterns(pattern: String, name: String, matches: Bool) {
        #expect(Glob(pattern: pattern).matches(name) == matches)
    }

    /// 2026-11-21 14:03:22 UTC is 1795269802 (date -u -d @1795269802); a day has 86,400 s.
    @Test("Moments and lengths of time")
    func moments() throws {
        let day = try #require(MomentInterval("2026-11-21Z"))
        #expect(day.start.text == "2026-11-21T00:00:00.000Z")
        #expect(day.end.text == "2026-11-22T00:00:00.000Z")
        let month = try #require(MomentInterval("2026-02Z"))
        #expect(month.end.text == "2026-03-01T00:00:00.000Z")
        #expect(try #require(MomentInterval("2026-11-21T14:03Z")).end.text == "2026-11-21T14:04:00.000Z")
        for wrong in ["", "2026", "adam", "2026-13-01", "2026-11-21 25:00", "1e-3", "-1-2", "2026-11-21x"] {
            #expect(MomentInterval(wrong) == nil, "\(wrong)")
        }
        let now = RunTime(milliseconds: 1_795_269_802_000)
        #expect(try SinceText.moment("2h", now: now).milliseconds == 1_795_262_602_000)
        #expect(try SinceText.moment("3 d", now: now).milliseconds == 1_795_010_602_000)
        #expect(throws: FilterError.self) { try SinceText.moment("soon", now: now) }
    }
}
