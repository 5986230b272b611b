import Spec
import TestSupport
import Testing

/// Types, positions and structure of what the YAML reader reads.
@Suite struct YAMLReaderTests {
    /// The content of a plain scalar by YAML 1.2.2, section 10.3.2 and its examples.
    static let scalars: [(String, SpecContent)] = [
        ("~", SpecContent.null), ("null", .null), ("NULL", .null), ("nulL", .string("nulL")),
        ("true", .bool(true)), ("False", .bool(false)), ("tRue", .string("tRue")),
        ("yes", .string("yes")), ("off", .string("off")),
        ("0", .integer(0)), ("-19", .integer(-19)), ("+12", .integer(12)), ("007", .integer(7)),
        ("0o7", .integer(7)), ("0x3A", .integer(58)), ("0b1", .string("0b1")), ("1_000", .string("1_000")),
        ("0.", .number(0)), ("-0.0", .number(-0.0)), (".5", .number(0.5)), ("+12e03", .number(12_000)),
        ("-2E+05", .number(-200_000)), ("1e-3", .number(0.001)), ("1e", .string("1e")), (".", .string(".")),
        (".inf", .number(.infinity)), ("-.INF", .number(-.infinity)), ("inf", .string("inf")),
        ("12:30", .string("12:30")), ("1.2.3", .string("1.2.3")),
        ("9223372036854775807", .integer(9_223_372_036_854_775_807)),
        ("9223372036854775808", .number(9_223_372_036_854_775_808)),
        ("0x8000000000000000", .number(9_223_372_036_854_775_808)),
    ]

    @Test(arguments: scalars)
    func plainScalarIsTyped(_ text: String, _ expected: SpecContent) throws {
        #expect(try value("a: \(text)") == expected)
    }

    @Test func notANumberIsANumber() throws {
        guard case .number(let number) = try value("a: .nan") else {
            Issue.record("not a number with fraction")
            return
        }
        #expect(number.isNaN)
    }

    @Test(arguments: ["'12'", "\"12\"", "!!str 12", "! 12", "|-\n  12", ">-\n  12"])
    func quotedIsText(_ text: String) throws {
        #expect(try value("a: \(text)") == .string("12"))
    }

    @Test func multiLineTextsFollowYAML() throws {
        // YAML 1.2.2, examples 2.13 and 2.14: literal keeps line ends, folded joins lines.
        #expect(try value("a: |\n  one\n  two\n") == .string("one\ntwo\n"))
        #expect(try value("a: >\n  one\n  two\n\n  three\n") == .string("one two\nthree\n"))
        #expect(try value("a: one\n  two") == .string("one two"))
    }

    @Test func keysAndValuesKnowTheirPlaces() throws {
        let root = try read("first: 1\nlist:\n  - {inner: [2, 'three']}\n")
        let list = try #require(root["list"])
        guard case .list(let items) = list.content, case .map(let entries) = items.first?.content,
            case .list(let inner) = entries.first?.value.content
        else {
            Issue.record("not the structure written")
            return
        }
        // Columns counted by hand in the text above.
        #expect(span(root["first"]) == "1:8+1")
        #expect(span(items.first) == "3:5+21")
        #expect(entries.first.map { text($0.keyOrigin) } == "3:6+5")
        #expect(inner.map(span) == ["3:14+1", "3:17+7"])
    }

    @Test func anchorDoesNotBelongToThePlaceOfAPlainValue() throws {
        let root = try read("a: &x 12\nb: *x\n")
        #expect(span(root["a"]) == "1:7+2")
        #expect(root["b"]?.content == .integer(12))
    }

    @Test func mergeKeysFillInWhatTheMapDoesNotSay() throws {
        let root = try read(
            """
            low: &low {a: 1, b: 1}
            high: &high {b: 2, c: 2}
            one: {<<: *low, b: 9}
            many:
              c: 9
              <<: [*high, *low]
            """)
        #expect(root["one"]?.canonicalJSON == #"{"a":1,"b":9}"#)
        // The earlier map of the list wins: b from high; c is written in the map itself.
        #expect(root["many"]?.canonicalJSON == #"{"c":9,"b":2,"a":1}"#)
    }

    @Test func textsMayHoldAnyCharacter() throws {
        #expect(try value("a: \"tab\\t é \\u00e9 \\U0001F600 \\0\"") == .string("tab\t é é 😀 \0"))
        #expect(try value("\u{FEFF}a: 1") == .integer(1))
        #expect(try value("a: 数据\r\n") == .string("数据"))
    }

    @Test func deepNestingAtTheLimitIsRead() throws {
        // The root map is level 1, 99 lists below it make 100.
        let text = "a: " + String(repeating: "[", count: 99) + String(repeating: "]", count: 99)
        _ = try read(text)
    }

    private func read(_ text: String) throws -> SpecNode {
        var diagnostics = DiagnosticBag()
        let placement = YAMLPlacement.file(SourceText(name: "text.yaml", text: text))
        let root = YAMLReader.read(text, placement: placement, diagnostics: &diagnostics)
        #expect(diagnostics.isEmpty, "\(diagnostics.all.map(\.message))")
        return try #require(root)
    }

    private func value(_ text: String) throws -> SpecContent { try #require(try read(text)["a"]).content }

    private func span(_ node: SpecNode?) -> String { node.map { text($0.origin) } ?? "nothing" }

    private func text(_ origin: Origin) -> String {
        guard case .file(let span) = origin else { return "no file" }
        return "\(span.start.line):\(span.start.column)+\(span.length)"
    }
}
