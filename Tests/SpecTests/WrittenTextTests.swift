import Foundation
import Spec
import TestSupport
import Testing

/// A text stays itself until it is a number on purpose, and null takes away wherever it stands.
@Suite struct WrittenTextTests {
    @Test(
        "a value inside a text is inserted as it was written",
        arguments: [
            ("name: a-${env:X}-b", "007", "a-007-b"), ("name: a${env:X}", "1.10", "a1.10"),
            ("name: a${env:X}", "1234e56", "a1234e56"), ("name: a${env:X}", "0x1F", "a0x1F"),
            ("name: a${env:X}", "true", "atrue"), ("name: a${env:X}", "", "a"),
            ("name: a${env:Y,01}", "", "a1"),
            ("note: ${env:X}\nname: a${note}", "text", "atext"),
            ("seed: ${env:X}\nname: a${seed}", "007", "a007"),
            ("optimizer: {sgd: {lr: 1e-2}}\nname: a${optimizer.lr}", "", "a1e-2"),
            ("train: {epochs: 12}\nname: a${train.epochs}", "", "a12"),
        ])
    func inserted(_ text: String, _ variable: String, _ expected: String) {
        let loaded = load(minimal(text), environment: ["X": variable])
        #expect(loaded.diagnostics.isEmpty, "\(loaded.text())")
        #expect(loaded.value?.name == expected)
    }

    @Test("what is written reads the same with YAML 1.1 and YAML 1.2")
    func yaml11() {
        // Texts that PyYAML 6 takes for something else when they stand without quotes (its resolver,
        // `yaml/resolver.py`).
        let texts = [
            "yes", "No", "on", "OFF", "y", "12:30", "190:20:30", "1_000", "0b101", "0o17", "017", "0x1_F",
            "1e5", "1.5e+3",
            "2024-01-02", "2024-1-2", "2001-12-14t21:59:43.10-05:00", "2024-01-02 10:00:00", ".inf", "-.INF",
            "+1", "1.",
            "190:20:30.15", "~", "null", "<<", "=", "true",
        ]
        for text in texts {
            let written = YAMLWriter.write(
                SpecNode(.defaults([("a", .string(text))]), origin: .defaultValue), showsOrigins: false)
            #expect(written.contains("'") || written.contains("\""), "\(written)")
        }
        for text in ["5 steps", "10 d", "adam", "a-1", "v1", "d.csv", "1.2 of it"] {
            let written = YAMLWriter.write(
                SpecNode(.defaults([("a", .string(text))]), origin: .defaultValue), showsOrigins: false)
            #expect(written == "a: \(text)\n")
        }
        // The float of YAML 1.1 needs a point, and a sign in the exponent.
        let numbers: [(Double, String)] = [
            (1e-5, "1.0e-05"), (1.5e-7, "1.5e-07"), (1e22, "1.0e+22"), (0.1, "0.1"), (3, "3.0"),
            (-2e-9, "-2.0e-09"),
        ]
        for (number, text) in numbers {
            let written = YAMLWriter.write(
                SpecNode(.defaults([("a", .number(number))]), origin: .defaultValue), showsOrigins: false)
            #expect(written == "a: \(text)\n")
        }
    }

    @Test("null takes a field away: default, component, entry of a free map, layer below")
    func null() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            minimal(
                "seed: 3\nschedule: {step: {step_size: 3}}\noptimizer: {adam: {lr: 2}}\ntrain: {epochs: 7}\n"
                    + "data: {steps: [{derive: {a: b}}]}"), to: "base.yaml")
        let top = try folder.write(
            "extends: base.yaml\nseed: null\nschedule: ~\noptimizer: null\ntrain: {epochs: null}",
            to: "top.yaml")
        let loaded = SpecReader.load(.path(top), as: TestSpec.self)
        #expect(loaded.diagnostics.isEmpty, "\(loaded.text())")
        #expect(loaded.value?.seed == 0)
        #expect(loaded.value?.schedule == nil)
        #expect(json(loaded, "optimizer", "type") == #""sgd""#)
        let argument = load(
            minimal("data: {steps: [{derive: {a: b, c: d}}]}"),
            overrides: ["data.steps.0.a=null", "seed=null"])
        #expect(argument.diagnostics.isEmpty, "\(argument.text())")
        #expect(json(argument, "data", "steps") == #"[{"type":"derive","columns":{"c":"d"}}]"#)
        // A required field that is taken away is missing, at the null.
        let required = load("model: [relu]\nloss: null").diagnostics.all
        #expect(required.map(\.code) == ["missing-field"])
        #expect(required.first?.origin.span?.start.line == 2)
        // Nothing at all behind the key is a value that was forgotten.
        #expect(load(minimal("seed:")).diagnostics.all.map(\.code) == ["wrong-type"])
    }

    @Test("a byte order mark at the beginning is no character of the specification")
    func byteOrderMark() throws {
        let folder = try TemporaryFolder()
        try folder.write("\u{FEFF}" + minimal("seed: 4"), to: "base.yaml")
        let top = try folder.write("\u{FEFF}extends: base.yaml\nsead: 5", to: "top.yaml")
        let loaded = SpecReader.load(.path(top), as: TestSpec.self)
        #expect(loaded.value?.seed == 4)
        #expect(loaded.diagnostics.all.map(\.code) == ["unknown-key"])
        #expect(loaded.diagnostics.all.first?.origin.span?.start.column == 1)
    }

    @Test("a component named by a key and by 'type' is refused")
    func typeTwice() {
        for text in ["{adam: {type: sgd, lr: 1}}", "{adam: {type: adam}}"] {
            let written = load(minimal("optimizer: " + text)).diagnostics.all
            #expect(written.map(\.code) == ["ambiguous-component"])
            let argument = load(minimal("optimizer: sgd"), overrides: ["optimizer=" + text]).diagnostics.all
            #expect(argument.map(\.code) == ["ambiguous-component"])
        }
    }

    @Test("counts have an upper bound, and a number beyond 64 bits is said to be one")
    func bounds() {
        func codes(_ text: String) -> [String] { load(minimal(text)).diagnostics.all.map(\.code) }
        for count in [
            "9223372036854775807", "4611686018427387904", "1000000001", "1e39", "9223372036854775808",
        ] {
            #expect(codes("train: {epochs: \(count)}") == ["out-of-range"])
            #expect(
                load("model: [{linear: \(count)}]\nloss: mse").diagnostics.all.map(\.code) == ["out-of-range"]
            )
        }
        #expect(codes("train: {every: 1e300 steps}") == ["out-of-range"])
        #expect(codes("train: {epochs: 1000000000}").isEmpty)
        let infinite = load(minimal("optimizer: {sgd: {lr: .inf}}")).diagnostics.all.first
        #expect(infinite?.message == "'lr' must be a finite number, found .inf")
    }

    @Test("an expression is refused before it is too deep to be walked")
    func longExpressions() throws {
        #expect(throws: ExpressionError.self) {
            try ExpressionParser.parse("a" + String(repeating: "+a", count: 40_000))
        }
        let longest = try ExpressionParser.parse("a" + String(repeating: "+a", count: 1_900))
        #expect(longest.names == ["a"])
    }

    @Test("a pipe into which nothing is written is told, one that is written to is read")
    func pipes() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("pipe.yaml")
        #expect(mkfifo(path, 0o600) == 0)
        #expect(
            SpecReader.load(.path(path), as: TestSpec.self).diagnostics.all.map(\.code) == ["unreadable-file"]
        )
        let writer = Thread {
            let descriptor = open(path, O_WRONLY)
            let bytes = Array(minimal("seed: 8").utf8)
            _ = write(descriptor, bytes, bytes.count)
            close(descriptor)
        }
        writer.start()
        #expect(SpecReader.load(.path(path), as: TestSpec.self).value?.seed == 8)
    }
}
