import Foundation
import Pipeline
import Spec
import TestSupport
import Testing

/// Whatever is written as a specification is accepted or refused with findings that have a place: never a trap, never
/// for long.
@Suite("Any specification gets an answer")
struct SpecificationFuzzTests {
    static let folder = URL(fileURLWithPath: fixtureFolder(beside: #filePath)).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("experiments").path

    static let experiments: [(name: String, text: String)] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted().compactMap { name in
            (try? String(contentsOfFile: folder + "/" + name, encoding: .utf8)).map { (name, $0) }
        }
    }()

    private func read(_ text: String, _ name: String, overrides: [String] = []) -> SpecReading {
        SpecReading(
            SpecRequest(
                input: .text(text, name: Self.folder + "/" + name), path: name, overrides: overrides,
                environment: ["ASSAY_CACHE": "/nonexistent/cache"]))
    }

    @Test("3,000 mutated experiments are accepted, or refused with places")
    func mutations() throws {
        try #require(Self.experiments.count > 20)
        var random = TestRandom(state: 7)
        for round in 0..<3_000 {
            let (name, text) = Self.experiments[round % Self.experiments.count]
            var mutated = text
            for _ in 0...random.below(3) { mutated = random.mutated(mutated, Self.experiments.map(\.text)) }
            let reading = read(mutated, name)
            let isAnswered = reading.checked != nil || reading.diagnostics.hasErrors
            #expect(isAnswered, "\(name), round \(round)")
            let unplaced = reading.diagnostics.all.filter { $0.origin == .defaultValue }
            #expect(unplaced.isEmpty, "\(name), round \(round): \(unplaced.map(\.message))\n\(mutated)")
        }
    }

    /// Values of every type, and numbers at the ends of their ranges.
    static let values: [SpecContent] = [
        .null, .bool(true), .integer(0), .integer(-1), .integer(3), .integer(.max), .integer(.min),
        .number(0.5),
        .number(1e39), .number(1e308), .number(-1e308), .number(.nan), .number(.infinity), .string(""),
        .string("text"), .string("${"), .string("1e400 epochs"), .list([]),
        .defaults([.integer(1), .string("a")]),
        .defaults([SpecContent.list([]), .null]), .map([]), .defaults([("type", .string("none"))]),
        .defaults([("a", .defaults([("b", .integer(.max))]))]),
    ]

    @Test("every key of every record with every wrong type")
    func wrongTypes() {
        let reference = SpecReference(of: ExperimentSpec.self)
        let place = Origin.override(OverrideSpan(argument: "value", index: 0))
        var count = 0
        for member in reference.families.flatMap(\.members.members) {
            for field in FieldReader.fields(of: member) {
                for value in Self.values {
                    let node = SpecNode(value.placed(at: place), origin: place)
                    let entry = SpecEntry(key: field.name, keyOrigin: place, value: node)
                    var reader = FieldReader(subject: member.name, entries: [entry], place: place)
                    _ = member.init(reading: &reader)
                    let unplaced = reader.diagnostics.all.filter { $0.origin == .defaultValue }
                    #expect(unplaced.isEmpty, "\(member.name).\(field.name): \(unplaced.map(\.message))")
                    count += 1
                }
            }
        }
        #expect(count > 5_000)
        let text = "data: {source: xor, target: y}\nmodel: [{linear: 1}]\nloss: mse\ntrain: {epochs: 1}\n"
        let sections = reference.sections.map { ($0.path + ".", $0.fields) } + [("", reference.root)]
        for (path, fields) in sections {
            for field in fields where !(path + field.name).hasPrefix("sweep") {
                for value in Self.values {
                    let argument = "++\(path)\(field.name)=\(value.flowText)"
                    let reading = read(text, "s.yaml", overrides: [argument])
                    #expect(reading.checked != nil || reading.diagnostics.hasErrors, "\(argument)")
                    #expect(reading.diagnostics.all.allSatisfy { $0.origin != .defaultValue }, "\(argument)")
                }
            }
        }
    }

    @Test("the order of keys never changes the resolved specification")
    func orderOfKeys() {
        var random = TestRandom(state: 11)
        for (name, text) in Self.experiments {
            let template = SpecReader.load(
                .text(text, name: Self.folder + "/" + name), environment: [:], as: ExperimentSpec.self)
            guard let root = template.root, let resolved = template.resolved else { continue }
            for _ in 0..<3 {
                let shuffled = random.shuffledKeys(
                    root, .section(FieldReader.fields(of: ExperimentSpec.self)))
                let again = FieldReader.decode(root: shuffled, as: ExperimentSpec.self)
                #expect(again.resolved.canonicalJSON == resolved.canonicalJSON, "\(name)")
            }
        }
    }

    @Test("two specifications that differ in a resolved value have different canonical texts")
    func differentValues() {
        var texts: Set<String> = []
        let values: [SpecContent] = [
            .null, .bool(false), .bool(true), .integer(9_007_199_254_740_992),
            .integer(9_007_199_254_740_993),
            .integer(.max), .integer(.max - 1), .number(9_007_199_254_740_994.5), .number(1), .integer(1),
            .string("1"),
            .string("null"), .string("true"), .list([]), .map([]), .defaults([.integer(1)]),
            .defaults([.string("1")]),
            .defaults([("a", .integer(1))]), .defaults([("a", .integer(1)), ("b", .null)]), .string("[1]"),
            .number(0),
            .number(-0.0), .string("a\",\"b"), .defaults([.string("a"), .string("b")]), .string(""),
        ]
        for value in values { texts.insert(value.canonicalJSON) }
        #expect(texts.count == values.count)
    }

    @Test("mistakes in different sections are found in one pass, and one typo is one error")
    func allAtOnce() {
        let text = """
            data: {source: {csv: nofile.csv}, target: y, split: {random: {train: 0.8, val: 0.2}}}
            model: [{liner: 3}]
            loss: mse
            train: {epochs: 3, batch_size: 5, early_stopping: {patience: 50}}
            metrics: [mse, mse]
            """
        let codes = read(text, "s.yaml").diagnostics.all.map(\.code)
        #expect(
            Set(codes) == [
                "missing-file", "unknown-component", "patience-longer-than-training", "repeated-metric",
            ])
        #expect(codes.count == 4)
        let base =
            "data: {source: sine, target: y, split: %}\nmodel: [{linear: 1}]\nloss: mse\ntrain: {epochs: 1}\n"
        let typos = [
            base.replacing("%", with: "{random: {trian: 0.8, val: 0.1, test: 0.1}}"),
            base.replacing("%", with: "{random: {train: 0.8, test: 0.2}}").replacing("loss:", with: "los:"),
            base.replacing("%", with: "{random: {train: 0.8, test: 0.2}}").replacing(
                "linear:", with: "liner:"),
            base.replacing("%", with: "{random: {train: 0.8, test: 0.2}}").replacing(
                "epochs:", with: "epoch:"),
            base.replacing("%", with: "{random: {train: 0.8, test: 0.2}}").replacing(
                "target:", with: "targt:"),
        ]
        for typo in typos {
            let found = read(typo, "s.yaml").diagnostics.all.filter { $0.severity == .error }
            #expect(found.count == 1, "\(typo): \(found.map(\.message))")
        }
    }

    @Test(
        "every key has a page",
        arguments: [
            "seed", "device", "metrics", "model", "penalties", "train.epochs",
            "train.early_stopping.patience",
            "data.target", "data.source", "optimizer.adam.lr", "adam.lr", "train",
        ])
    func pages(_ topic: String) {
        #expect(SpecReference(of: ExperimentSpec.self).page(for: topic)?.text(width: 80).isEmpty == false)
    }

    @Test("the schema asks for model and loss only where no solver stands")
    func schemaOfSolvers() throws {
        let schema = JSONSchema(of: ExperimentSpec.self, title: "Assay experiment").text
        let root = try #require(
            try JSONSerialization.jsonObject(with: Data(schema.utf8)) as? [String: Any])
        let choices = try #require(root["anyOf"] as? [[String: [String]]]).compactMap { $0["required"] }
        #expect(choices.contains(["extends"]))
        #expect(choices.contains { $0.contains("model") && $0.contains("loss") && !$0.contains("solver") })
        #expect(choices.contains { !$0.contains("model") && !$0.contains("loss") && $0.contains("solver") })
    }
}

/// Repeatable random changes.
///
/// - Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
struct TestRandom {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ count: Int) -> Int { count > 0 ? Int(next() % UInt64(count)) : 0 }

    /// The text with one change of the kinds that people and programs make.
    mutating func mutated(_ text: String, _ others: [String]) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let line = below(lines.count)
        switch below(10) {
        case 0: lines.remove(at: line)
        case 1: lines.insert(lines[line], at: line)
        case 2: lines.swapAt(line, below(lines.count))
        case 3: lines[line] = String(repeating: " ", count: below(6)) + lines[line].drop { $0 == " " }
        case 4: lines[line] = replacingNumber(lines[line])
        case 5: lines[line] = replacingValue(lines[line])
        case 6: lines[line] = changingCharacter(lines[line])
        case 7:
            let other = others[below(others.count)].split(separator: "\n", omittingEmptySubsequences: false)
            lines.insert(String(other[below(other.count)]), at: line)
        case 8: lines = Array(lines.prefix(max(1, line)))
        default: lines[line] = lines[line].replacing(":", with: ": &a", maxReplacements: 1)
        }
        return lines.joined(separator: "\n")
    }

    private mutating func replacingNumber(_ line: String) -> String {
        let numbers = [
            "0", "-1", "1e39", "-1e308", "9223372036854775807", "4611686018427387904", "9223372036854775808",
            "1e-320",
            ".nan", ".inf", "1000000000", "0x7fffffffffffffff",
        ]
        guard let start = line.firstIndex(where: \.isNumber) else {
            return line + " " + numbers[below(numbers.count)]
        }
        let end = line[start...].firstIndex { !$0.isNumber && $0 != "." } ?? line.endIndex
        return line[..<start] + numbers[below(numbers.count)] + line[end...]
    }

    private mutating func replacingValue(_ line: String) -> String {
        let values = [
            "[]", "{}", "null", "''", "[1, 2]", "{a: b}", "${seed}", "${env:X,1}", "*a", "text", "true",
            "{type: sgd}",
            "[{repeat: {times: 9999, layers: [tanh]}}]", "5 epochs", "!!int x",
        ]
        guard let colon = line.firstIndex(of: ":") else { return line }
        return line[...colon] + " " + values[below(values.count)]
    }

    private mutating func changingCharacter(_ line: String) -> String {
        var characters = Array(line)
        let alphabet = Array("abz019{}[]:,'\"#-& \t.${}é")
        guard !characters.isEmpty else { return String(alphabet[below(alphabet.count)]) }
        let place = below(characters.count)
        if below(2) == 0 {
            characters.remove(at: place)
        } else {
            characters.insert(alphabet[below(alphabet.count)], at: place)
        }
        return String(characters)
    }

    /// The same tree with the keys of its records in another order; maps with free keys keep theirs.
    mutating func shuffledKeys(_ node: SpecNode, _ type: FieldType?) -> SpecNode {
        switch (type, node.content) {
        case (.section(let fields), .map(let entries)):
            return SpecNode(.map(shuffled(entries, fields)), origin: node.origin)
        case (.component(let family), .map(let entries)):
            guard case .string(let name)? = node["type"]?.content, let member = family[name: name] else {
                return node
            }
            return SpecNode(.map(shuffled(entries, FieldReader.fields(of: member))), origin: node.origin)
        case (.components(let family), .list(let items)):
            let changed = items.map { shuffledKeys($0, .component(family)) }
            return SpecNode(.list(changed), origin: node.origin)
        default:
            return node
        }
    }

    private mutating func shuffled(_ entries: [SpecEntry], _ fields: [FieldDescription]) -> [SpecEntry] {
        var changed: [SpecEntry] = []
        for entry in entries {
            let type = fields.first { $0.names.contains(entry.key) }?.type
            let value = shuffledKeys(entry.value, type)
            changed.insert(
                SpecEntry(key: entry.key, keyOrigin: entry.keyOrigin, value: value),
                at: below(changed.count + 1))
        }
        return changed
    }
}
