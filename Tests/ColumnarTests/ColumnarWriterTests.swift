import Columnar
import Testing

/// What is written is read back, by this reader; `columnar_written.py` reads the same with pyarrow, Polars, DuckDB and
/// fastparquet.
@Suite("Columnar writers")
struct ColumnarWriterTests {
    private static let columns = [
        WrittenColumn(name: "row", kind: .integer), WrittenColumn(name: "value", kind: .number),
        WrittenColumn(name: "truth", kind: .boolean), WrittenColumn(name: "näme", kind: .text),
    ]

    private static func writer(_ kind: String) -> any ColumnarWriter {
        switch kind {
        case "parquet": ParquetWriter(columns, program: "assay")
        case "parquet, not packed": ParquetWriter(columns, program: "assay", packs: false)
        default: ArrowWriter(columns)
        }
    }

    @Test("three parts with gaps", arguments: ["parquet", "parquet, not packed", "arrow"])
    func parts(_ kind: String) throws {
        var writer = Self.writer(kind)
        var bytes = try writer.start()
        var expected = [[String]](repeating: [], count: 4)
        for part in 0..<3 {
            let rows = Array(0..<(100 - part))
            let integers = rows.map { $0 % 11 == 0 ? nil : Int64($0 * 1_000 - part) }
            let numbers = rows.map { $0 % 7 == 0 ? nil : Double($0) / 3 }
            let truths = rows.map { $0 % 5 == 0 ? nil : $0 % 2 == 0 }
            let texts = rows.map { $0 % 3 == 0 ? nil : "é\($0)" }
            bytes += try writer.rows([
                .integers(integers), .numbers(numbers), .booleans(truths), .texts(texts),
            ])
            expected[0] += integers.map { $0.map { "\(Double($0))" } ?? "~" }
            expected[1] += numbers.map { $0.map { "\($0)" } ?? "~" }
            expected[2] += truths.map { $0.map { "\($0)" } ?? "~" }
            expected[3] += texts.map { $0 ?? "~" }
        }
        bytes += try writer.finish()
        let file = try ColumnarText.open(bytes)
        #expect(file.columns.map(\.name) == ["row", "value", "truth", "näme"])
        #expect(file.groupRows == [100, 99, 98])
        for column in 0..<4 { #expect(try ColumnarText.values(file, column) == expected[column]) }
    }

    @Test("a table without rows", arguments: ["parquet", "arrow"])
    func empty(_ kind: String) throws {
        var writer = Self.writer(kind)
        var bytes = try writer.start()
        bytes += try writer.rows([.integers([]), .numbers([]), .booleans([]), .texts([])])
        bytes += try writer.finish()
        let file = try ColumnarText.open(bytes)
        #expect(file.columns.count == 4)
        #expect(file.groupRows == [])
    }
}
