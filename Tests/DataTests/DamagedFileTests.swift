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
