import Data
import Foundation
import TestSupport
import Testing

/// Two thousand damaged files of each format: every one gives a table or an error that names the file, soon.
@Suite("Damaged files of every format")
struct DamagedFormatTests {
    struct Format: Sendable, CustomTestStringConvertible {
        var name: String
        /// The source that reads it, in a specification.
        var source: String
        var file: String
        var content: @Sendable () throws -> Data
        var testDescription: String { name }
    }

    private struct Row {
        var number: Double
        var id: Int
        var text: String
    }

    private static let rows: [Row] = (0..<30).map { row in
        let texts = ["a", "b \"c\"", "é"]
        return Row(
            number: Double(row * 37 % 101) / 8 - 3, id: 9_007_199_254_740_990 + row, text: texts[row % 3])
    }

    private static func delimited(_ delimiter: String) -> Data {
        var lines = ["number", "id", "text"].joined(separator: delimiter) + "\n"
        for row in rows {
            let text = row.text.replacing("\"", with: "\"\"")
            lines += "\(row.number)\(delimiter)\(row.id)\(delimiter)\"\(text)\"\n"
        }
        return Data(lines.utf8)
    }

    private static var jsonLines: Data {
        var lines = ""
        for row in rows {
            let text = row.text.replacing("\"", with: "\\\"")
            lines += "{\"number\": \(row.number), \"id\": \(row.id), \"text\": \"\(text)\", "
            lines += "\"truth\": \(row.id % 2 == 0), \"gap\": null}\n"
        }
        return Data(lines.utf8)
    }

    private static var arrays: [String: NumPyArray] {
        ["a": NumPyArray(rows.map { $0.id }), "b": NumPyArray(rows.map { $0.id % 7 })]
    }

    private static let images: Data =
        Data([0, 0, 8, 3, 0, 0, 0, 6, 0, 0, 0, 4, 0, 0, 0, 4]) + Data((0..<96).map { UInt8($0) })

    static let formats = [
        Format(name: "csv", source: "csv", file: "data.csv") { delimited(",") },
        Format(name: "tsv", source: "csv", file: "data.tsv") { delimited("\t") },
        Format(name: "csv.gz", source: "csv", file: "data.csv.gz") { try gzipped(delimited(",")) },
        Format(name: "jsonl", source: "json_lines", file: "data.jsonl") { jsonLines },
        Format(name: "npy", source: "npy", file: "data.npy") { NumPyArray(rows.map { $0.id }).bytes },
        Format(name: "npy of text", source: "npy", file: "text.npy") {
            NumPyArray(descr: "<U2", shape: "(3, 2)", data: Data((0..<48).map { $0 % 4 == 0 ? 65 : 0 })).bytes
        },
        Format(name: "npz and zip", source: "npz", file: "data.npz") { NumPyArray.archive(arrays) },
        Format(name: "idx", source: "idx", file: "images-ubyte") { images },
        Format(name: "idx.gz", source: "idx", file: "images-ubyte.gz") { try gzipped(images) },
    ]

    @Test("2,000 damaged files", arguments: formats)
    func damaged(format: Format) throws {
        let folder = try TemporaryFolder()
        let whole = try format.content()
        let path = try folder.write(whole, to: format.file)
        let section = try dataSection(
            "source: {\(format.source): {path: \(format.file)}}\ntarget: y", name: folder.file("spec.yaml"))
        let source = try #require(section.source?.value)
        func read() throws -> Table? {
            if source is CSVSource {
                let options = CSVOptions(delimiter: CSVOptions.likelyDelimiter(ofFile: path))
                return try CSVReader(path: path, options: options).read()
            }
            return try source.reading(newFile: path)
        }
        let sound = try #require(try read())
        #expect(sound.rowCount > 0)
        var random = TestRandom(UInt64(format.name.utf8.count) * 131 + 7)
        var (tables, errors) = (0, 0)
        let start = ContinuousClock.now
        for _ in 0..<2000 {
            try Self.damaged(whole, &random).write(to: URL(fileURLWithPath: path))
            do {
                if let table = try read() {
                    tables += 1
                    #expect(table.columns.allSatisfy { $0.count == table.rowCount })
                }
            } catch let error as DataFileError {
                errors += 1
                #expect(error.file == path && error.count > 0 && !error.description.isEmpty)
            } catch let error as TableError {
                errors += 1
                #expect(!error.description.isEmpty)
            }
        }
        #expect(tables + errors == 2000)
        #expect(errors > 50, "\(tables) tables, \(errors) errors")
        #if !DEBUG
            #expect(start.duration(to: .now) < .seconds(60))
        #endif
    }

    /// One to three changes: bytes changed, cut, doubled, put in; numbers of four bytes made extreme.
    private static func damaged(_ whole: Data, _ random: inout TestRandom) -> Data {
        var bytes = [UInt8](whole)
        for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<7, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
            case 2: bytes.removeSubrange(place...)
            case 3: bytes.removeSubrange(place..<min(bytes.count, place + 9))
            case 4: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 40)], at: place)
            case 5:
                let extreme: [UInt8] =
                    [[0, 0, 0, 0], [0xff, 0xff, 0xff, 0xff], [0x7f, 0xff, 0xff, 0xff]].randomElement(
                        using: &random) ?? []
                bytes.replaceSubrange(place..<min(bytes.count, place + 4), with: extreme)
            default:
                let text =
                    ["999999999999", "1e30", "-1", "\"", "NaN", "\n", ";"].randomElement(using: &random) ?? ""
                bytes.replaceSubrange(place..<min(bytes.count, place + text.utf8.count), with: text.utf8)
            }
        }
        return Data(bytes)
    }

    @Test(
        "headers that announce more than the file holds are refused before memory is asked for",
        arguments: [
            (
                "big.npy", "npy",
                NumPyArray(descr: "<f8", shape: "(100000, 1000)", data: Data(count: 80)).bytes
            ),
            (
                "huge.npy", "npy",
                NumPyArray(descr: "<f8", shape: "(\(String(repeating: "9", count: 30)),)", data: Data()).bytes
            ),
            ("big-ubyte", "idx", Data([0, 0, 14, 2, 0x10, 0, 0, 0, 0, 0, 1, 0]) + Data(count: 64)),
        ])
    func announced(file: String, source: String, content: Data) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(content, to: file)
        let section = try dataSection(
            "source: {\(source): \(file)}\ntarget: y", name: folder.file("spec.yaml"))
        let text = errorText { _ = try section.source?.value.reading(newFile: path) }
        #expect(text.contains("announces"), "\(text)")
    }

    @Test(
        "arrays of types that are not read say what to do",
        arguments: [
            ("<f2", "float32"), ("|S5", "astype('U')"), ("<M8[ns]", "astype('U')"), ("<m8[s]", "int64"),
            ("|O", "astype('float64')"), ("<c16", "x.real"), ("<f16", "float64"),
        ])
    func arrayTypes(descr: String, help: String) throws {
        let folder = try TemporaryFolder()
        let array = NumPyArray(descr: descr, shape: "(2,)", data: Data(count: 64))
        let path = try folder.write(array.bytes, to: "a.npy")
        let section = try dataSection("source: {npy: a.npy}\ntarget: y", name: folder.file("spec.yaml"))
        let text = errorText { _ = try section.source?.value.reading(newFile: path) }
        #expect(text.contains(help), "\(text)")
    }

    @Test("one changed byte of a stored member of an archive does not pass its check sum")
    func checkSum() throws {
        let folder = try TemporaryFolder()
        var bytes = NumPyArray.archive(["a": NumPyArray([1, 2, 3])])
        let section = try dataSection("source: {npz: a.npz}\ntarget: y", name: folder.file("spec.yaml"))
        let path = try folder.write(bytes, to: "a.npz")
        let sound = try section.source?.value.reading(newFile: path)
        #expect(sound?.rowCount == 3)
        // The last values stand before the directory, which begins with PK and 1, 2.
        let place = try #require(bytes.range(of: Data([0x50, 0x4b, 1, 2]))).lowerBound - 4
        bytes[place] ^= 0x40
        try folder.write(bytes, to: "a.npz")
        let text = errorText { _ = try section.source?.value.reading(newFile: path) }
        #expect(text.contains("check sum"), "\(text)")
    }

    @Test("NaN and infinities of JSON lines are what Python's json module means by them")
    func jsonWords() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "{\"x\": NaN}\n{\"x\": Infinity}\n{\"x\": -Infinity}\n{\"x\": 1.50}\n", to: "a.jsonl")
        let section = try dataSection(
            "source: {json_lines: a.jsonl}\ntarget: x", name: folder.file("spec.yaml"))
        let table = try #require(try section.source?.value.reading(newFile: path))
        #expect(numbers(table, "x") == [nil, .infinity, -.infinity, 1.5])
    }

    @Test("very wide headers are refused or cheap, and a file of zeros is no text")
    func wide() throws {
        let folder = try TemporaryFolder()
        let wide = try folder.write(
            (0...100_000).map { "c\($0)" }.joined(separator: ",") + "\n1\n", to: "wide.csv")
        #expect(errorText { _ = try CSVReader(path: wide).read() }.contains("more than 100000 fields"))
        let zeros = try folder.write(try gzipped(Data(count: 66 << 20)), to: "zeros.csv.gz")
        #expect(errorText { _ = try CSVReader(path: zeros).read() }.contains("longer than 64 MiB"))
    }
}
