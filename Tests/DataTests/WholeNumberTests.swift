import Data
import Foundation
import Spec
import TestSupport
import Testing

/// Whole numbers that a double does not hold stay themselves.
///
/// A double has 53 bits: 2^53 + 1 = 9007199254740993 and its neighbor 9007199254740992 are the same double.
@Suite("Whole numbers that a double cannot hold")
struct WholeNumberTests {
    /// Different numbers of 16 to 19 digits, most of them close to another one; all within 64 bits.
    private static func different(_ count: Int, seed: UInt64) -> [Int] {
        var random = TestRandom(seed)
        var numbers: Set<Int> = [9_007_199_254_740_993, 9_007_199_254_740_992, -9_007_199_254_740_993]
        while numbers.count < count {
            let base = Int.random(in: 9_007_199_254_740_993...(Int.max - 8), using: &random)
            for _ in 0..<3 where numbers.count < count {
                numbers.insert(
                    (base + Int.random(in: 0...4, using: &random)) * (numbers.count % 7 == 0 ? -1 : 1))
            }
        }
        return numbers.sorted().shuffled(using: &random)
    }

    /// The numbers as a source reads them: of delimited text, of JSON lines, of an array.
    private static let sources = ["csv: data.csv", "json_lines: data.jsonl", "npz: data.npz"]

    private func write(_ ids: [Int], _ folder: TemporaryFolder) throws {
        try folder.write("id,y\n" + ids.map { "\($0),1\n" }.joined(), to: "data.csv")
        try folder.write(ids.map { "{\"id\": \($0), \"y\": 1}\n" }.joined(), to: "data.jsonl")
        let arrays = ["id": NumPyArray(ids), "y": NumPyArray(ids.map { _ in 1 })]
        try folder.write(NumPyArray.archive(arrays), to: "data.npz")
    }

    @Test(
        "different numbers stay different when read, deduplicated, grouped, hashed and counted",
        arguments: sources)
    func distinct(source: String) throws {
        for (seed, count) in [(1, 40), (2, 700)] as [(UInt64, Int)] {
            let ids = Self.different(count, seed: seed)
            let data = try TestData(csv: "")
            try write(ids, data.folder)
            let yaml = """
                source: {\(source)}
                target: y
                columns: {id: {unique: true}}
                features: k
                steps:
                - derive: {k: 'y + 1'}
                - deduplicate: id
                - lag: {columns: y, lags: [1], group: id, incomplete: keep}
                """
            let pipeline = try data.pipeline(yaml)
            let table = try pipeline.sourceTable().table
            #expect(Set(texts(table, "id")) == Set(ids.map { "\($0)" }))
            let step = try pipeline.inspect(step: 1, source: table)
            #expect(step.after.rowCount == ids.count)
            let lagged = try pipeline.inspect(step: 2, source: table).after
            #expect(numbers(lagged, "y_lag1").allSatisfy { $0 == nil }, "every row is a group of its own")
            // Preparing checks the contract, and divides by the hash of each id: about one half to each part.
            let hashed = """
                source: {\(source)}
                target: y
                columns: {id: {unique: true}}
                features: k
                steps: [{derive: {k: 'y + 1'}}]
                split: {hash: {parts: {train: 0.5, test: 0.5}, by: id}}
                """
            let prepared = try data.prepare(hashed)
            #expect(prepared.splits.map(\.rows).reduce(0, +) == ids.count)
            #expect(prepared.splits.allSatisfy { $0.rows > ids.count / 4 })
        }
    }

    @Test("a filter compares them digit by digit", arguments: sources)
    func filter(source: String) throws {
        let ids = Self.different(120, seed: 3)
        let data = try TestData(csv: "")
        try write(ids, data.folder)
        func kept(_ condition: String) throws -> Set<String> {
            let pipeline = try data.pipeline(
                "source: {\(source)}\ntarget: y\nfeatures: k\nsteps: [{derive: {k: 'y + 1'}}, {filter: \"\(condition)\"}]"
            )
            let table = try pipeline.sourceTable().table
            return Set(texts(try pipeline.inspect(step: 1, source: table).after, "id").compactMap { $0 })
        }
        for id in ids.prefix(12) {
            #expect(try kept("id == \(id)") == ["\(id)"])
            #expect(try kept("id != \(id)").count == ids.count - 1)
            #expect(try kept("id < \(id) or id == \(id)") == Set(ids.filter { $0 <= id }.map { "\($0)" }))
            #expect(try kept("\(id) <= id") == Set(ids.filter { $0 >= id }.map { "\($0)" }))
        }
        #expect(try kept("id > -5 and id >= 0") == Set(ids.filter { $0 > 0 }.map { "\($0)" }))
    }

    @Test(
        "which columns are numbers",
        arguments: [
            (["1", "9007199254740993"], ColumnType.category), (["-9007199254740993", ""], .category),
            // Whole, and held: 2^60; 25 digits that are a double: 2^82.
            (["1152921504606846976", "1"], .number), (["4835703278458516698824704"], .number),
            (["4835703278458516698824705"], .category),
            // With a fraction among them they are measurements.
            (["9007199254740993", "0.5"], .number), (["9007199254740993.0"], .number),
            (["1e23", "1"], .number),
            (["00000000000000000007", "1"], .number), (["12345678901234567890123", "x"], .category),
        ])
    func types(values: [String], type: ColumnType) throws {
        for values in [values, values.reversed()] {
            let table = try TestData(csv: "n,k\n" + values.map { "\($0),1\n" }.joined()).read()
            #expect(table.schema["n"]?.type == type, "\(values)")
            let isWhole = type == .category && !values.contains("x")
            #expect(table.schema["n"]?.holdsWholeNumbers == isWhole, "\(values)")
        }
    }

    @Test("a declared number is rounded; planning says what is kept as text, with an example")
    func told() throws {
        let data = try TestData(csv: "id,x,y\n9007199254740993,1,1\n9007199254740992,2,2\n")
        let plan = try data.pipeline("source: {csv: data.csv}\ntarget: y\nsteps: [{drop: id}]").plan()
        let warning = try #require(plan.warnings.first { $0.code == "large-whole-numbers" })
        #expect(warning.message.contains("'id'") && warning.message.contains("9007199254740993"))
        var options = CSVOptions()
        options.types = ["id": .number]
        #expect(numbers(try data.read(options), "id") == [9_007_199_254_740_992, 9_007_199_254_740_992])
    }
}

/// Arrays of 64-bit whole numbers as NumPy writes them.
struct NumPyArray {
    let bytes: Foundation.Data

    init(_ values: [Int]) {
        self.init(
            descr: "<i8", shape: "(\(values.count),)",
            data: values.reduce(into: Foundation.Data()) { data, value in
                withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) }
            })
    }

    init(descr: String, shape: String, data: Foundation.Data) {
        var header = "{'descr': '\(descr)', 'fortran_order': False, 'shape': \(shape), }"
        header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
        var bytes = Foundation.Data([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0])
        bytes.append(UInt8(header.utf8.count & 0xff))
        bytes.append(UInt8(header.utf8.count >> 8))
        self.bytes = bytes + Foundation.Data(header.utf8) + data
    }

    /// An archive with the arrays stored one after another (PKWARE's APPNOTE, 4.3).
    static func archive(_ arrays: [String: NumPyArray]) -> Foundation.Data {
        var file = Foundation.Data()
        var directory = Foundation.Data()
        for (name, array) in arrays.sorted(by: { $0.key < $1.key }) {
            let entry =
                number(20, 2) + number(0, 2) + number(0, 2) + number(0, 4) + number(crc(array.bytes), 4)
                + number(array.bytes.count, 4) + number(array.bytes.count, 4) + number(name.utf8.count + 4, 2)
                + number(0, 2)
            directory +=
                number(0x0201_4b50, 4) + number(20, 2) + entry + number(0, 2) + number(0, 2) + number(0, 2)
                + number(0, 4) + number(file.count, 4) + Foundation.Data("\(name).npy".utf8)
            file += number(0x0403_4b50, 4) + entry + Foundation.Data("\(name).npy".utf8) + array.bytes
        }
        let end =
            number(0x0605_4b50, 4) + number(0, 4) + number(arrays.count, 2) + number(arrays.count, 2)
            + number(directory.count, 4) + number(file.count, 4) + number(0, 2)
        return file + directory + end
    }

    private static func number(_ value: Int, _ size: Int) -> Foundation.Data {
        Foundation.Data((0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) })
    }

    /// CRC-32 bit by bit (ISO 3309): polynomial 0xEDB88320, reflected.
    static func crc(_ bytes: Foundation.Data) -> Int {
        var sum: UInt32 = 0xffff_ffff
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xedb8_8320 : sum >> 1 }
        }
        return Int(~sum)
    }
}
