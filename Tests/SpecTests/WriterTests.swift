import Spec
import TestSupport
import Testing

/// The resolved specification: what it looks like, and that it reads back as the same values.
@Suite struct WriterTests {
    @Test func originsAreShown() throws {
        let loaded = load(
            """
            name: 'a: b'
            model:
              - linear: 3
              - relu
            loss: mse
            train: {epochs: '${env:EPOCHS}', shuffle: false}
            data:
              steps: {derive: {total: a + b}}
            """, overrides: ["optimizer.lr=0.5"], environment: ["EPOCHS": "4"])
        #expect(loaded.diagnostics.isEmpty, "\(loaded.text())")
        let written = YAMLWriter.write(try #require(loaded.resolved))
        // By hand from the declarations in TestSpecification, in the order the fields are read.
        let expected = """
            name: 'a: b'                                # spec.yaml:1
            seed: 0                                     # default
            note: null                                  # default
            data:
              path: null                                # default
              steps:
                - type: derive                          # spec.yaml:8
                  columns:
                    total: a + b                        # spec.yaml:8
              weights: [1.0, 1.0, 1.0]                  # default
              limits: null                              # default
            model:
              - type: linear                            # spec.yaml:3
                units: 3                                # spec.yaml:3
                bias: true                              # default
              - type: relu                              # spec.yaml:4
            loss:
              type: mse                                 # spec.yaml:5
            optimizer:
              type: sgd                                 # default
              lr: 0.5                                   # override optimizer.lr=0.5
              momentum: 0.0                             # default
            schedule: null                              # default
            train:
              epochs: 4                                 # environment EPOCHS, spec.yaml:6
              batch_size: 32                            # default
              shuffle: false                            # spec.yaml:6
              mode: min                                 # default
              every: 1 epoch                            # default
              patience: null                            # default
            metrics: []                                 # default

            """
        if let difference = textDifference(expected: expected, found: written) {
            Issue.record("\(difference)")
        }
        let again = load(written)
        #expect(again.diagnostics.isEmpty, "\(again.text())")
        #expect(again.resolved?.canonicalJSON == loaded.resolved?.canonicalJSON)
    }

    @Test(arguments: [
        "", " ", "a", "a b", " a", "a ", "null", "~", "true", "yes", "No", "1", "-1", "1e3", ".5", ".inf",
        "0x1F",
        "1_000", "a: b", "a:", ":a", "a #b", "#a", "a,b", "[a]", "{a}", "- a", "-a", "-", "?", "? a", "&a",
        "*a",
        "!a", "|", ">", "'", "\"", "it's", "%a", "@a", "`a", "=", "<<", "---", "...", "a\nb", "\n", "a\n",
        "\ta",
        "a\tb", "\\", "\u{0}", "\u{7F}", "\u{85}", "\u{2028}", "\u{FEFF}", "\u{E000}", "é", "数据", "😀", "👩‍👩‍👧",
        "${a}", "$${a}", "$", "$$", "a ${ b", "Run1 (ms)",
        "mean(\"Run1 (ms)\")", "run_time <= 509.9675",
        "12:30:45",
        "2001-01-01", "\r", "\r\n", "a\rb", "\u{1F600}\u{0301}",
    ])
    func textReadsBack(_ text: String) throws {
        let tree = SpecNode(
            .defaults([
                ("name", .string(text)), ("metrics", .defaults([.string(text), .string(text)])),
                ("model", .string("relu")), ("loss", .string("mse")),
                (
                    "data",
                    .defaults([
                        (
                            "steps",
                            .defaults([.defaults([("derive", .defaults([("k" + text, .string(text))]))])])
                        )
                    ])
                ),
            ]), origin: .defaultValue)
        let loaded = load(YAMLWriter.write(tree))
        #expect(loaded.diagnostics.isEmpty, "\(loaded.text())")
        #expect(loaded.value?.name == text)
        #expect(loaded.value?.metrics == [text, text])
        let derive = loaded.value?.data.steps.first?.value as? TestDerive
        #expect(derive?.columns.first?.key == "k" + text)
    }

    @Test func randomTreesReadBack() throws {
        var random = SplitMix64(state: 3)
        for _ in 0..<500 {
            let tree = SpecNode(Self.tree(&random, depth: 4), origin: .defaultValue)
            let text = YAMLWriter.write(tree, showsOrigins: random.next() % 2 == 0)
            var diagnostics = DiagnosticBag()
            let placement = YAMLPlacement.file(SourceText(name: "t", text: text))
            let root = YAMLReader.read(text, placement: placement, diagnostics: &diagnostics)
            #expect(diagnostics.isEmpty, "\(text)")
            #expect(root?.canonicalJSON == tree.canonicalJSON, "\(text)")
        }
    }

    private static func tree(_ random: inout SplitMix64, depth: Int) -> SpecContent {
        let texts = ["a", "", "x: y", "null", "-", "é\n", "#", "1", "{", "two words", "'"]
        let numbers = [
            0, -0.0, 0.1, 1e-300, .leastNonzeroMagnitude, 1.7976931348623157e308, -2.5, 3, 1e15, 1e22,
            .infinity,
        ]
        switch random.next() % (depth == 0 ? 5 : 7) {
        case 0: return .null
        case 1: return .bool(random.next() % 2 == 0)
        case 2: return .integer(Int(truncatingIfNeeded: random.next()))
        case 3: return .number(numbers[Int(random.next() % UInt64(numbers.count))])
        case 4: return .string(texts[Int(random.next() % UInt64(texts.count))])
        case 5:
            var items: [SpecContent] = []
            for _ in 0..<(random.next() % 4) { items.append(tree(&random, depth: depth - 1)) }
            return .defaults(items)
        default:
            var entries: [(String, SpecContent)] = []
            for key in texts.prefix(Int(random.next() % 4)) where !key.isEmpty {
                entries.append((key, tree(&random, depth: depth - 1)))
            }
            return .defaults(entries)
        }
    }

    @Test func canonicalJSONIsJSON() {
        let content = SpecContent.defaults([
            ("a\"b", .string("line\nend \\ \u{1}")), ("n", .number(.nan)), ("i", .number(-.infinity)),
            ("list", .defaults([.integer(1), .number(1), .bool(false), .null])),
        ])
        #expect(
            content.canonicalJSON
                == #"{"a\"b":"line\nend \\ \u0001","n":".nan","i":"-.inf","list":[1,1.0,false,null]}"#)
    }

    @Test func aNumberAndItsTextDiffer() {
        for number in [Double.infinity, -.infinity, .nan] {
            let text = SpecContent.string(numberText(number))
            #expect(SpecContent.number(number).canonicalJSON != text.canonicalJSON)
        }
        #expect(SpecContent.string("-.inf").canonicalJSON == #""-\u002einf""#)
    }
}
