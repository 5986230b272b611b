import Columnar
import Foundation
import Testing

/// Files of pyarrow, pandas, Polars, DuckDB and fastparquet, cell by cell as pyarrow reads them
/// (`Tests/References/columnar_files.py`).
@Suite("Columnar files")
struct ColumnarFixtureTests {
    static let names: [String] = {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: ColumnarText.fixtures)) ?? []
        return all.filter { all.contains($0 + ".txt") }.sorted()
    }()

    private static let hasZstandard = (try? ZstandardLibrary.shared()) != nil

    @Test("there are files of all writers")
    func writers() {
        #expect(Self.names.count >= 38)
        for writer in ["pyarrow", "pandas", "polars", "duckdb", "fastparquet", "feather"] {
            #expect(Self.names.contains { $0.hasPrefix(writer) })
        }
    }

    @Test("every cell is what pyarrow reads", arguments: names)
    func cells(_ name: String) throws {
        let expected = try String(contentsOfFile: ColumnarText.fixtures + "/\(name).txt", encoding: .utf8)
        let lines = expected.split(separator: "\n").map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
        let file: any ColumnarFile
        do {
            file = try ColumnarText.open(try ColumnarText.bytes(name))
            #expect(file.columns.map(\.name) == lines.map { $0[0] })
            for (index, line) in lines.enumerated() {
                let values = try ColumnarText.values(file, index)
                #expect(values.count == line.count - 1, "\(line[0])")
                for (row, pair) in zip(values, line.dropFirst()).enumerated()
                where !ColumnarText.isSame(pair.0, pair.1) {
                    Issue.record("\(line[0]), row \(row): \(pair.0) in place of \(pair.1)")
                    break
                }
            }
        } catch let error as ColumnarError where error.message.contains("libzstd") && !Self.hasZstandard {
            // Without the library such a file is refused with what to install.
            #expect(error.help?.contains("apt install libzstd1") ?? false)
        }
    }

    @Test("dictionaries of the writer are categories", arguments: ["parquet", "arrow"])
    func categories(_ ending: String) throws {
        let file = try ColumnarText.open(try ColumnarText.bytes("pyarrow-categories.\(ending)"))
        #expect(file.columns.filter(\.isCategorical).map(\.name) == ["levels", "ids"])
    }

    @Test("what no table can have is refused by what it is", arguments: ["parquet", "arrow"])
    func nested(_ ending: String) throws {
        let file = try ColumnarText.open(try ColumnarText.bytes("nested.\(ending)"))
        var found: [String: String] = [:]
        for (index, column) in file.columns.enumerated() {
            do {
                found[column.name] = try ColumnarText.values(file, index).joined(separator: " ")
            } catch let error as ColumnarError {
                #expect(error.column == column.name)
                found[column.name] = error.message
            }
        }
        #expect(found["record"] == "refused: holds records")
        #expect(found["words"] == "refused: holds lists of other things than numbers")
        #expect(found["map"] == "refused: holds maps")
        #expect(found["lists"] == "refused: holds lists of lists")
        #expect(found["ragged"]?.hasPrefix("has lists of different lengths (1 numbers, then 2)") ?? false)
        #expect(found["gaps"]?.contains("missing values") ?? false)
        #expect(found["good"] == "1.0 2.0 3.0 4.0")
    }

    @Test("Brotli is refused by its name")
    func brotli() throws {
        let file = try ColumnarText.open(try ColumnarText.bytes("brotli.parquet"))
        #expect {
            _ = try ColumnarText.values(file, 0)
        } throws: { error in
            (error as? ColumnarError)?.message == "is packed with Brotli, which is not read"
        }
    }

    @Test("files that are none say so")
    func foreign() {
        for bytes in [
            [], Array("a,b\n1,2\n3,4\n5,6\n".utf8), Array("PARE".utf8) + [UInt8](repeating: 0, count: 40),
        ] {
            #expect(throws: ColumnarError.self) { _ = try ColumnarText.open(bytes) }
        }
    }

    @Test("a file that was cut ends early", arguments: ["pyarrow-default.parquet", "pyarrow.arrow"])
    func cut(_ name: String) throws {
        let bytes = try ColumnarText.bytes(name)
        for count in [bytes.count - 1, bytes.count / 2, 20] {
            #expect {
                _ = try ColumnarText.open(Array(bytes[..<count]))
            } throws: { error in
                (error as? ColumnarError)?.message.hasPrefix("ends early") ?? false
            }
        }
    }
}
