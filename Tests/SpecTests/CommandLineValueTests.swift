import Spec
import Testing

/// Values of arguments as Hydra 1.3 reads them ("Override Grammar"), and YAML where Hydra has nothing to say.
@Suite struct CommandLineValueTests {
    static let values: [(String, String)] = [
        (#"a\,b"#, #""a,b""#), (#"a\=b"#, #""a=b""#), (#"1\,2"#, #""1,2""#), ("a,b", #""a,b""#),
        ("inf", #"".inf""#), ("-inf", #""-.inf""#), ("NaN", #"".nan""#), (".inf", #"".inf""#),
        ("1_000", "1000"), ("-1_000", "-1000"), ("1_000.5", "1000.5"), ("1__0", #""1__0""#), ("_1", #""_1""#),
        ("'1_000'", #""1_000""#), ("TRUE", "true"), ("fAlse", "false"), ("NULL", "null"), ("Null", "null"),
        ("{a:{b:1}}", #"{"a":{"b":1}}"#), ("{a:1,b:[x,2]}", #"{"a":1,"b":["x",2]}"#),
        ("{a: {b: 1}}", #"{"a":{"b":1}}"#), ("{}", "{}"), ("[]", "[]"), ("[ a , b ]", #"["a","b"]"#),
        ("[1, [2, 3], {c: d}]", #"[1,[2,3],{"c":"d"}]"#), ("{a: b c, d: e}", #"{"a":"b c","d":"e"}"#),
        (#"{"a b": "c, d"}"#, #"{"a b":"c, d"}"#), ("{'a': 'it''s'}", #"{"a":"it's"}"#),
        ("{a}", #"{"a":null}"#),
        (#"{a:"x\ty"}"#, #"{"a":"x\ty"}"#), ("{url: http://x:80/y}", #"{"url":"http://x:80/y"}"#),
        ("5 steps", #""5 steps""#), ("12:30", #""12:30""#), ("a b", #""a b""#), (" 3 ", "3"),
        ("1e-4", "0.0001"),
        (#"[a\,b, c]"#, #"["a,b","c"]"#), (#"C:\data\x.csv"#, #""C:\\data\\x.csv""#),
        ("Run* (ms)", #""Run* (ms)""#),
        ("[Run* (ms), 0..9]", #"["Run* (ms)","0..9"]"#), ("adam: {lr: 0.1}", #"{"adam":{"lr":0.1}}"#),
    ]

    @Test("values of arguments", arguments: values)
    func value(_ text: String, _ expected: String) throws {
        var diagnostics = DiagnosticBag()
        let override = try #require(SpecOverride("x=" + text, index: 0, diagnostics: &diagnostics))
        #expect(diagnostics.isEmpty)
        #expect(override.value?.canonicalJSON == expected)
    }

    @Test("a value without blanks changes what the one with blanks changes")
    func blanks() {
        let tight = load(minimal(), overrides: ["optimizer={adam:{lr:0.5,betas:[0.1,0.2]}}"])
        let wide = load(minimal(), overrides: ["optimizer={adam: {lr: 0.5, betas: [0.1, 0.2]}}"])
        #expect(tight.diagnostics.isEmpty, "\(tight.text())")
        #expect(tight.resolved?.canonicalJSON == wide.resolved?.canonicalJSON)
        let wrong = load(minimal(), overrides: ["optimizer={adam:{lr:x}}"])
        #expect(
            wrong.diagnostics.all.first?.origin
                == .override(
                    OverrideSpan(argument: "optimizer={adam:{lr:x}}", index: 0, column: 21, length: 1)))
    }
}
