import Columnar
import Data
import Foundation
import TestSupport
import Testing

/// Sources whose columns lie apart, as tables. The files are those of `ColumnarTests`.
@Suite("Columnar sources")
struct ColumnarSourceTests {
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "ColumnarTests/Fixtures").path

    private func read(_ source: String, in folder: String = fixtures) throws -> Table {
        let section = try dataSection("source: \(source)\ntarget: y", name: folder + "/spec.yaml")
        let environment = DataEnvironment(cacheFolder: nil, downloadFolder: folder, allowsDownload: false)
        let source = try #require(section.source?.value)
        let preview = try #require(try source.preview(in: environment))
        let table = try source.read(try source.locate(in: environment, progress: nil))
        #expect(preview.schema.names == table.schema.names)
        #expect(preview.rowCount == table.rowCount)
        return table
    }

    /// A table of one column of numbers and one of texts, in groups of two rows.
    private func parquet(_ numbers: [Double?], _ texts: [String?]) throws -> Data {
        let columns = [
            WrittenColumn(name: "number", kind: .number), WrittenColumn(name: "text", kind: .text),
        ]
        var writer = ParquetWriter(columns, program: "test", packs: false)
        var bytes = try writer.start()
        for start in stride(from: 0, to: numbers.count, by: 2) {
            let rows = start..<min(start + 2, numbers.count)
            bytes += try writer.rows([.numbers(Array(numbers[rows])), .texts(Array(texts[rows]))])
        }
        return Data(bytes + (try writer.finish()))
    }

    @Test("types of a table")
    func types() throws {
        let table = try read("{parquet: pyarrow-default.parquet}")
        #expect(table.rowCount == 160)
        let types = Dictionary(uniqueKeysWithValues: table.schema.columns.map { ($0.name, $0.type) })
        for name in ["double", "int8", "uint32", "int64", "decimal", "wide", "nothing"] {
            #expect(types[name] == .number, "\(name)")
        }
        #expect(types["truth"] == .boolean)
        #expect(types["category"] == .category)
        #expect(types["text"] == .text)
        #expect(types["date"] == .text)
        // 2^53 + 1 and more: texts, with the reason.
        #expect(types["large"] == .text)
        let large = try #require(table.schema["large"])
        #expect(large.holdsWholeNumbers)
        #expect(large.remark == "it holds 9007199254740993, a whole number that no double holds exactly")
        #expect(numbers(table, "whole").prefix(3) == [0, 1, 2])
    }

    @Test(
        "the same table whoever wrote it",
        arguments: ["pyarrow-gzip", "pyarrow-none", "pyarrow-1.0", "pyarrow-lz4"])
    func writers(_ name: String) throws {
        let first = try read("{parquet: pyarrow-snappy.parquet}")
        let other = try read("{parquet: \(name).parquet}")
        #expect(first.schema == other.schema)
        for name in first.schema.names {
            for row in 0..<first.rowCount {
                #expect(first[name]?.description(row: row) == other[name]?.description(row: row))
            }
        }
    }

    @Test("columns, types and a limit")
    func options() throws {
        let table = try read(
            "{parquet: {path: pyarrow-none.parquet, columns: [int32, truth, whole], types: {whole: category, truth: number}, limit: 130}}"
        )
        #expect(table.schema.names == ["int32", "truth", "whole"])
        #expect(table.schema.columns.map(\.type) == [.number, .number, .category])
        #expect(table.rowCount == 130)
        #expect(texts(table, "whole").last == "129")
        let text = try read("{arrow: {path: pyarrow.arrow, columns: large, types: {large: number}}}")
        #expect(text.schema.columns.map(\.type) == [.number])
        let wrong = errorText {
            _ = try read("{parquet: {path: pyarrow-none.parquet, types: {category: number}}}")
        }
        #expect(wrong.contains("column 'category'") && wrong.contains("cannot be read as"))
    }

    @Test("columns that are not there or cannot be had")
    func refusals() throws {
        let missing = errorText { _ = try read("{parquet: {path: pyarrow-none.parquet, columns: [hole]}}") }
        #expect(missing.contains("has no column 'hole'") && missing.contains("did you mean 'whole'?"))
        let declared = errorText { _ = try read("{parquet: {path: pyarrow-none.parquet, types: {z: text}}}") }
        #expect(declared.contains("has no column 'z', whose type is declared"))
        let nested = errorText { _ = try read("{parquet: nested.parquet}") }
        #expect(nested.contains("column 'record': holds records, which a table cannot have"))
        #expect(nested.contains("columns: [ragged, good, gaps]"))
        #expect(try read("{arrow: {path: nested.arrow, columns: good}}").rowCount == 4)
        let empty = errorText { _ = try read("{parquet: pyarrow-empty.parquet}") }
        #expect(empty.contains("has no rows"))
    }

    @Test("lists of one length are tensors; the index of pandas is left out")
    func tensorsAndIndex() throws {
        for file in ["parquet: pyarrow-lists.parquet", "arrow: pyarrow-lists.arrow"] {
            let table = try read("{\(file)}")
            guard case .tensors(let list)? = table["list"], case .tensors(let fixed)? = table["fixed"] else {
                Issue.record("no tensors")
                continue
            }
            #expect(list.shape == [3] && fixed.shape == [3])
            #expect(list.element == .float64 && fixed.element == .float32)
            #expect(fixed[39, 2] == Double(Float(list[39, 2])))
        }
        #expect(try read("{parquet: pandas-index.parquet}").schema.names == ["double", "text"])
    }

    @Test("a folder, a pattern and a list of files are one table")
    func folder() throws {
        let folder = try TemporaryFolder()
        try folder.write(try parquet([1, nil, 3], ["a", "b", nil]), to: "table/part-0.parquet")
        try folder.write(try parquet([4], ["c"]), to: "table/part-1.parquet")
        try folder.write("", to: "table/_SUCCESS")
        try folder.write("", to: "table/.part-0.parquet.crc")
        for source in ["table", "table/part-*.parquet"] {
            let table = try read("{parquet: \(source)}", in: folder.path)
            #expect(numbers(table, "number") == [1, nil, 3, 4])
            #expect(texts(table, "text") == ["a", "b", nil, "c"])
        }
        let none = errorText { _ = try read("{arrow: table}", in: folder.path) }
        #expect(none.contains("has no files for 'arrow'"))
    }

    @Test("text packed with zstd is read as it is")
    func zstandard() throws {
        guard (try? ZstandardLibrary.shared()) != nil else { return }
        let folder = try TemporaryFolder()
        let text = Array("x,y\n1,a\n2,b\n".utf8)
        // A frame whose size stands in one byte, and one block that is not packed.
        let head: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd, 0x20, UInt8(text.count)]
        let size = text.count << 3 | 1
        let frame = head + [UInt8(size & 255), UInt8(size >> 8), 0] + text
        try folder.write(Data(frame), to: "table.csv.zst")
        try folder.write(Data(frame.dropLast(3)), to: "cut.csv.zst")
        try folder.write(Data(frame[..<6] + [255, 255, 255, 255]), to: "damaged.csv.zst")
        let table = try read("{csv: table.csv.zst}", in: folder.path)
        #expect(numbers(table, "x") == [1, 2])
        #expect(texts(table, "y") == ["a", "b"])
        let cut = errorText { _ = try read("{csv: cut.csv.zst}", in: folder.path) }
        #expect(cut.contains("the zstd file ends early"))
        let damaged = errorText { _ = try read("{csv: damaged.csv.zst}", in: folder.path) }
        #expect(damaged.contains("what zstd has packed cannot be unpacked"))
    }
}
