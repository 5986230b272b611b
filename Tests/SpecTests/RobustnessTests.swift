import Foundation
import Spec
import TestSupport
import Testing

/// Whatever bytes come in: a located message or a tree, never a trap, never for long.
@Suite struct RobustnessTests {
    @Test func randomBytesAreReported() throws {
        let folder = try TemporaryFolder()
        var random = SplitMix64(state: 1)
        for _ in 0..<300 {
            let count = Int(random.next() % 200)
            let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            let path = try folder.write(Data(bytes), to: "bytes.yaml")
            let loaded = SpecReader.load(.path(path), as: TestSpec.self)
            #expect(loaded.diagnostics.hasErrors, "bytes \(bytes)")
            #expect(!loaded.text(color: true).isEmpty)
        }
    }

    @Test func randomYAMLCharactersAreReported() {
        let alphabet = Array("ab:-[]{}#&*!|>'\"%@` \n\t?,.~$0\\<=\u{85}é😀")
        var random = SplitMix64(state: 2)
        for _ in 0..<2_000 {
            let count = Int(random.next() % 40)
            let text = String((0..<count).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] })
            let loaded = load(text, overrides: [text])
            #expect(loaded.diagnostics.hasErrors, "text \(text.debugDescription)")
            #expect(!loaded.text().isEmpty)
        }
    }

    @Test func everyTruncationAndEveryDeletionIsSafe() {
        let text = """
            extends: []
            name: &n "run ${seed}"
            model: [{linear: 3}, relu, {sequential: [dropout: 0.1]}]
            loss: {mse: {}}
            optimizer: {<<: {lr: 1}, type: adam, betas: [0.9, 0.99]}
            note: |
              a
              ${env:X,y}
            train: {every: 5 epochs, shuffle: *n}
            data: {steps: {derive: {a: 'b', ? c : d}}}

            """
        for count in 0...text.count {
            _ = load(String(text.prefix(count))).text()
            var shorter = Array(text)
            if count < shorter.count { shorter.remove(at: count) }
            _ = load(String(shorter), overrides: ["optimizer.lr=\(count)", "~note"]).text()
        }
    }

    @Test func whatIsNoFileIsReported() throws {
        let folder = try TemporaryFolder()
        func message(_ path: String) -> String {
            SpecReader.load(.path(path), as: TestSpec.self).text().replacing(folder.path, with: "T")
        }
        #expect(message(folder.path) == "T:1:1: error[folder]: 'T' is a folder, not a file\n")
        #expect(
            message(folder.file("none.yaml"))
                == "T/none.yaml:1:1: error[missing-file]: there is no file 'T/none.yaml'\n")
        let empty = try folder.write("", to: "empty.yaml")
        #expect(message(empty) == "T/empty.yaml:1:1: error[empty]: the specification is empty\n")
        #expect(message("").contains("error[missing-file]"))
        #expect(message("/dev/zero").contains("error[too-large]"))
        #expect(message("/dev/null").contains("error[empty]"))
    }

    @Test func aHugeLineIsRefusedBeforeItIsRead() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("", to: "huge.yaml")
        // 200 MB that take no room on the disk.
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.truncate(atOffset: 200 << 20)
        try handle.close()
        let text = SpecReader.load(.path(path), as: TestSpec.self).text().replacing(folder.path, with: "T")
        let sentence = "'T/huge.yaml' is larger than 16 MB, too large for a specification"
        #expect(text == "T/huge.yaml:1:1: error[too-large]: \(sentence)\n")
    }

    @Test(arguments: ["[", "{a: ", "- ", "? ", "!!str ", "&a ", "\"", "${", "*a ", "a: ${a}\n", "<<: *a\n"])
    func longRepetitionsEndSoon(_ piece: String) {
        let text = String(repeating: piece, count: 20_000)
        #expect(load(text).diagnostics.hasErrors)
        #expect(load("name: " + text).diagnostics.hasErrors)
    }

    @Test func depthCannotBeSmuggledIn() {
        // 90 levels in each of 20 anchors or interpolations would make 1,800.
        let open = String(repeating: "[", count: 90)
        let close = String(repeating: "]", count: 90)
        var aliases = "a0: &a0 1\n"
        var references = "a0: 1\n"
        for level in 1...20 {
            aliases += "a\(level): &a\(level) \(open)*a\(level - 1) \(close)\n"
            references += "a\(level): \(open)'${a\(level - 1)}'\(close)\n"
        }
        #expect(load(aliases).diagnostics.all.contains { $0.code == "too-deep" })
        #expect(load(references).diagnostics.all.contains { $0.code == "too-deep" })
        let path = Array(repeating: "a", count: 50_000).joined(separator: ".")
        #expect(load(minimal(), overrides: [path + "=1"]).diagnostics.all.map(\.code) == ["bad-override"])
        let indices = String(repeating: "[0]", count: 50_000)
        #expect(load(minimal(), overrides: ["model" + indices + "=1"]).diagnostics.hasErrors)
    }

    @Test func componentsNestedToTheLimitAreRead() {
        // The root map and the list of `model` are two levels, each `{sequential: […]}` two more: 49 · 2 + 2 = 100.
        let text =
            "model: [" + String(repeating: "{sequential: [", count: 49) + String(repeating: "]}", count: 49)
            + "]\nloss: mse\n"
        let loaded = load(text)
        #expect(loaded.diagnostics.isEmpty)
        #expect(loaded.resolved.map { YAMLWriter.write($0) } != nil)
    }

    @Test func manyUnknownKeysAreCounted() {
        let text = (0..<1_000).map { "key\($0): 1\n" }.joined()
        let loaded = load(minimal(text))
        #expect(loaded.diagnostics.all.count == 1_000)
        #expect(loaded.text().hasSuffix("… and 950 more\n"))
    }

    @Test func terminalIsNotDriven() {
        let loaded = load("model: [relu]\nloss: mse\n\"a\\e[31mb\": 1\n", overrides: ["\u{1B}[2J=3"])
        #expect(!loaded.text().contains("\u{1B}"))
    }
}

/// Repeatable random numbers for tests.
///
/// - Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
