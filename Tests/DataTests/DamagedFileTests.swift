import Data
import Foundation
import TestSupport
import Testing

/// A file cut or changed at any byte gives an error or a table, never a trap.
@Suite("Damaged files")
struct DamagedFileTests {
    private static let csv = Data(
        "n,t,\"q\"\n1,x,\"a\"\"b\"\n-2.5,é,\"l\nm\"\n,NA,z\r\n1e5,y,\"\"\n33333333333333333333,\"x,y\",w".utf8
    )

    private func outcome(_ bytes: Data, _ folder: TemporaryFolder) throws -> Table? {
        let path = try folder.write(bytes, to: "data.csv")
        do {
            let table = try CSVReader(path: path).read()
            #expect(table.columns.allSatisfy { $0.count == table.rowCount })
            return table
        } catch is DataFileError {
            return nil
        }
    }

    @Test("every truncation of a CSV file")
    func truncations() throws {
        let folder = try TemporaryFolder()
        for length in 0..<Self.csv.count { _ = try outcome(Self.csv.prefix(length), folder) }
        #expect(try outcome(Self.csv, folder)?.rowCount == 5)
    }

    @Test("random corruptions of a CSV file")
    func corruptions() throws {
        let folder = try TemporaryFolder()
        var random = TestRandom(5)
        for _ in 0..<300 {
            var bytes = Self.csv
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
                    in: 0...255, using: &random)
            }
            _ = try outcome(bytes, folder)
        }
    }

    @Test("every truncation of a gzip file is found, random corruptions give an error or a table")
    func gzip() throws {
        let folder = try TemporaryFolder()
        let bytes = try gzipped(Self.csv)
        #expect(try outcome(bytes, folder)?.rowCount == 5)
        for length in 2..<bytes.count {
            #expect(try outcome(bytes.prefix(length), folder) == nil, "cut to \(length) bytes")
        }
        var random = TestRandom(6)
        for _ in 0..<300 {
            var damaged = bytes
            let place = Int.random(in: 2..<damaged.count, using: &random)
            damaged[place] ^= UInt8.random(in: 1...255, using: &random)
            _ = try outcome(damaged, folder)
        }
    }

    // MARK: Two thousand of each

    /// About 2,300 bytes with quotes, line breaks in quotes, doubled quotes, characters of several bytes, gaps, both
    /// line ends.
    private static let long: Data = {
        let rows = (0..<52).map { row -> String in
            let number = row % 9 == 4 ? "" : "\(Double(row * 37 % 101) / 8 - 3)"
            let text = ["plain", "\"a, b\"", "\"say \"\"hi\"\"\"", "\"two\nlines\"", "größer", ""][row % 6]
            return "\(number),\(text),\(row * row),\(row % 2 == 0)" + (row % 4 == 0 ? "\r\n" : "\n")
        }
        return Data(("number,text,square,even\n" + rows.joined()).utf8)
    }()

    private static let types: [String: ColumnType] = [
        "number": .number, "text": .text, "square": .number, "even": .boolean,
    ]

    /// What reading gives: a table whose columns agree, or errors that name the file and, within it, a line of it.
    private func judged(_ bytes: Data, _ folder: TemporaryFolder) throws -> Table? {
        let path = try folder.write(bytes, to: "data.csv")
        var options = CSVOptions()
        options.types = Self.types
        do {
            let table = try CSVReader(path: path, options: options).read()
            #expect(table.columns.allSatisfy { $0.count == table.rowCount })
            return table
        } catch let error as DataFileError {
            #expect(error.file.hasSuffix("data.csv"))
            #expect(error.count >= 1 && !error.problems.isEmpty)
            let lines = 2 + bytes.count { $0 == 0x0a || $0 == 0x0d }
            #expect(
                error.problems.allSatisfy { problem in problem.line.map { (1...lines).contains($0) } ?? true }
            )
            return nil
        }
    }

    @Test("2,000 truncations: an error with its place, or the rows before the cut as they were")
    func twoThousandTruncations() throws {
        let folder = try TemporaryFolder()
        let whole = try #require(try judged(Self.long, folder))
        #expect(whole.rowCount == 52)
        #expect(Self.long.count > 1000)
        var tables = 0
        for index in 0..<2000 {
            let length = index * Self.long.count / 2000
            guard let table = try judged(Self.long.prefix(length), folder) else { continue }
            tables += 1
            #expect(table.rowCount <= whole.rowCount)
            // The row of the cut may have lost the end of a value; those before it are complete.
            for name in whole.schema.names {
                let rows = max(0, table.rowCount - 1)
                #expect(
                    texts(table, name).prefix(rows) == texts(whole, name).prefix(rows), "cut to \(length)")
            }
        }
        #expect(tables > 200, "most cuts between two values leave a table: \(tables)")
    }

    @Test("2,000 corruptions, plain and gzipped: an error with its place or a table, never a trap")
    func twoThousandCorruptions() throws {
        let folder = try TemporaryFolder()
        var random = TestRandom(11)
        var tables = 0
        for _ in 0..<2000 {
            var bytes = Self.long
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
            guard let table = try judged(bytes, folder) else { continue }
            tables += 1
            // A changed byte can join two rows or cut one; more than a few rows cannot come or go.
            #expect((0...60).contains(table.rowCount))
        }
        #expect(tables > 20, "a letter for another leaves a table: \(tables)")
        let packed = try gzipped(Self.long)
        for _ in 0..<2000 {
            var bytes = packed
            let place = Int.random(in: 2..<bytes.count, using: &random)
            bytes[place] ^= UInt8.random(in: 1...255, using: &random)
            if let table = try judged(bytes, folder) { #expect(table.rowCount <= 52) }
        }
        for index in 0..<2000 {
            let length = 2 + index * (packed.count - 2) / 2000
            #expect(try judged(packed.prefix(length), folder) == nil, "cut to \(length)")
        }
    }

    @Test(
        "a gzip file is known by its content, several members are one file, bytes after the last are ignored")
    func members() throws {
        let folder = try TemporaryFolder()
        let both =
            try gzipped(Data("a\n1\n2\n".utf8)) + gzipped(Data("3\n".utf8)) + Data(repeating: 0, count: 512)
        let table = try outcome(both, folder)
        #expect(table.map { numbers($0, "a") } == [1, 2, 3])
    }
}

/// The system's own gzip, so that what is read was written by someone else.
func gzipped(_ data: Data) throws -> Data {
    let folder = try TemporaryFolder()
    let path = try folder.write(data, to: "plain")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gzip", "-9n", path]
    try process.run()
    process.waitUntilExit()
    return try Data(contentsOf: URL(fileURLWithPath: path + ".gz"))
}
