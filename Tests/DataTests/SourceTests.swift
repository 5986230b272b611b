import Data
import Foundation
import TestSupport
import Testing

/// Sources beside CSV and IDX, and what a CSV file can need besides RFC 4180.
@Suite("Sources")
struct SourceTests {
    private func read(_ source: String, in folder: String) throws -> Table {
        let section = try dataSection("source: \(source)\ntarget: y", name: folder + "/spec.yaml")
        let environment = DataEnvironment(cacheFolder: nil, downloadFolder: folder, allowsDownload: false)
        let source = try #require(section.source?.value)
        let preview = try #require(try source.preview(in: environment))
        let table = try source.read(try source.locate(in: environment, progress: nil))
        #expect(preview.schema.names == table.schema.names)
        if let rows = preview.rowCount { #expect(rows == table.rowCount) }
        return table
    }

    private var arrays: String { fixtureFolder(beside: #filePath) + "/arrays" }

    @Test("arrays written by NumPy: row and column order, byte orders, types")
    func arrayFiles() throws {
        for file in ["rows", "columns"] {
            let table = try read("{npy: \(file).npy}", in: arrays)
            #expect(table.schema.names == ["x_0", "x_1", "x_2"])
            #expect(numbers(table, "x_0") == [1.5, 4])
            #expect(numbers(table, "x_1") == [-2, nil])
        }
        #expect(numbers(try read("{npy: big-endian.npy}", in: arrays), "x") == [1, -2, 70000])
        #expect(
            numbers(try read("{npy: single.npy}", in: arrays), "x") == [
                Double(Float(0.1)), Double(Float(-1e30)),
            ])
        #expect(texts(try read("{npy: {path: text.npy, name: t}}", in: arrays), "t") == ["ab", "ü€", nil])
        #expect(texts(try read("{npy: truth.npy}", in: arrays), "x") == ["true", "false"])
        guard case .tensors(let images)? = try read("{npy: images.npy}", in: arrays)["x"] else {
            Issue.record("no tensors")
            return
        }
        #expect(images.shape == [2, 2])
        #expect(images[2, 3] == 11)
        let complex = errorText { _ = try read("{npy: complex.npy}", in: arrays) }
        #expect(complex.contains("holds complex numbers"))
    }

    @Test("archives of NumPy, stored and deflated")
    func archives() throws {
        for file in ["stored", "deflated"] {
            let table = try read("{npz: \(file).npz}", in: arrays)
            #expect(table.schema.names == ["x_0", "x_1", "y"])
            #expect(numbers(table, "x_1") == [2, 4, 6])
            #expect(numbers(table, "y") == [0.5, 1.5, 2.5])
            let chosen = try read("{npz: {path: \(file).npz, arrays: y, limit: 2}}", in: arrays)
            #expect(numbers(chosen, "y") == [0.5, 1.5])
        }
        let unknown = errorText { _ = try read("{npz: {path: stored.npz, arrays: z}}", in: arrays) }
        #expect(unknown.contains("has no array 'z'") && unknown.contains("its arrays are: x, y"))
        #expect(
            errorText { _ = try read("{npz: uneven.npz}", in: arrays) }.contains("cannot be put side by side")
        )
    }

    @Test(
        "damaged arrays and archives end in an error or a table, never a trap",
        arguments: ["rows.npy", "deflated.npz"])
    func damage(_ name: String) throws {
        let good = try Foundation.Data(contentsOf: URL(fileURLWithPath: arrays + "/" + name))
        let folder = try TemporaryFolder()
        let kind = String(name.suffix(3))
        for length in stride(from: 0, to: good.count, by: max(1, good.count / 60)) {
            try folder.write(good.prefix(length), to: name)
            #expect(
                errorText { _ = try read("{\(kind): \(name)}", in: folder.path) } != "", "\(length) bytes")
        }
        for position in stride(from: 0, to: good.count, by: max(1, good.count / 150)) {
            var changed = good
            changed[position] ^= 0x5a
            try folder.write(changed, to: name)
            _ = errorText { _ = try read("{\(kind): \(name)}", in: folder.path) }
        }
    }

    @Test("JSON lines: columns by first appearance, gaps, types, escapes")
    func jsonLines() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            """
            {"a": 1, "k": "u", "b": true}
            {"k": "v\\n\\u00e9\\ud83d\\ude00", "a": -2.5e1, "n": null}

             { "a" : null , "z" : 3, "b":false}
            """, to: "rows.jsonl")
        let table = try read("{json_lines: rows.jsonl}", in: folder.path)
        #expect(table.schema.names == ["a", "k", "b", "n", "z"])
        #expect(numbers(table, "a") == [1, -25, nil])
        #expect(texts(table, "k") == ["u", "v\né😀", nil])
        #expect(texts(table, "b") == ["true", nil, "false"])
        #expect(numbers(table, "z") == [nil, nil, 3])
        try folder.write(
            "{\"a\": 1}\n{\"a\": [1]}\n{\"a\" 1}\n[]\n{\"a\": 1} x\n{\"a\": tru}\n", to: "bad.jsonl")
        let text = errorText { _ = try read("{json_lines: bad.jsonl}", in: folder.path) }
        for expected in [
            "bad.jsonl:2: error: the line has a nested value in 'a'",
            "bad.jsonl:3: error: the line lacks a colon",
            "bad.jsonl:4: error: the line is no JSON object",
            "bad.jsonl:5: error: the line has something after",
            "bad.jsonl:6: error: the line has 'tru' in 'a'",
        ] { #expect(text.contains(expected), "\(text)") }
    }

    @Test("several sources one after another, by the names of their columns")
    func concat() throws {
        let folder = try TemporaryFolder()
        try folder.write("a,k\n1,u\n2,v\n", to: "one.csv")
        try folder.write("k,b,a\nw,9,3\n", to: "two.csv")
        try folder.write("{\"k\": \"x\"}\n", to: "three.jsonl")
        let table = try read(
            "{concat: [{csv: one.csv}, {csv: two.csv}, {json_lines: three.jsonl}]}", in: folder.path)
        #expect(table.schema.names == ["a", "k"])
        #expect(numbers(table, "a") == [1, 2, 3, nil])
        #expect(texts(table, "k") == ["u", "v", "w", "x"])
    }

    @Test("CSV: comments, Latin-1, a limit, several files by a pattern")
    func csvOptions() throws {
        let folder = try TemporaryFolder()
        try folder.write("# made by hand\na,b\n#1,2\n3,#4\n# end\n5,6\n", to: "comments.csv")
        let table = try read("{type: csv, path: comments.csv, comment: '#'}", in: folder.path)
        #expect(numbers(table, "a") == [3, 5])
        #expect(texts(table, "b") == ["#4", "6"])
        try folder.write(Foundation.Data([0x61, 0x0a, 0xfc, 0x0a, 0xe9, 0x0a]), to: "latin.csv")
        #expect(
            texts(try read("{type: csv, path: latin.csv, encoding: latin-1}", in: folder.path), "a") == [
                "ü", "é",
            ])
        let limited = try read("{type: csv, path: comments.csv, comment: '#', limit: 1}", in: folder.path)
        #expect(limited.rowCount == 1)
        try folder.write("x\n1\n2\n", to: "days/d-1.csv")
        try folder.write("x\n3\n", to: "days/d-2.csv")
        try folder.write("x\n9\n", to: "days/e-1.csv")
        #expect(numbers(try read("{csv: 'days/d-*.csv'}", in: folder.path), "x") == [1, 2, 3])
        #expect(
            numbers(try read("{type: csv, path: 'days/d-?.csv', limit: 2}", in: folder.path), "x") == [1, 2])
        let none = errorText { _ = try read("{csv: 'days/f-*.csv'}", in: folder.path) }
        #expect(none == "missing-file: no file matches 'days/f-*.csv'")
        // A line in error is still numbered as in the file.
        try folder.write("# one\na,b\n1,2\n# two\n3\n", to: "ragged.csv")
        let ragged = errorText {
            _ = try read("{type: csv, path: ragged.csv, comment: '#'}", in: folder.path)
        }
        #expect(ragged.contains("ragged.csv:5:"), "\(ragged)")
    }

    @Test("a pattern stands for several files of every file source, types being those of all rows")
    func patterns() throws {
        let folder = try TemporaryFolder()
        try folder.write("{\"x\": 1, \"k\": 5}\n{\"x\": 2, \"k\": 6}\n", to: "d-1.jsonl")
        try folder.write("{\"x\": 3, \"k\": \"a\"}\n", to: "d-2.jsonl")
        let table = try read("{json_lines: 'd-*.jsonl'}", in: folder.path)
        #expect(numbers(table, "x") == [1, 2, 3])
        #expect(texts(table, "k") == ["5", "6", "a"])
        let limited = try read("{json_lines: {path: 'd-*.jsonl', limit: 2}}", in: folder.path)
        #expect(numbers(limited, "x") == [1, 2])
    }

    @Test("Latin-1 across the end of a buffer")
    func latinBuffers() throws {
        let folder = try TemporaryFolder()
        // Two bytes a character after translation: some character stands across every boundary.
        for shift in 0..<2 {
            let lines = (0..<200_000).map { _ in [UInt8](repeating: 0xfc, count: 3) + [0x0a] }.flatMap { $0 }
            try folder.write(
                Foundation.Data([0x61] + [UInt8](repeating: 0x62, count: shift) + [0x0a] + lines), to: "l.csv"
            )
            let table = try read("{type: csv, path: l.csv, encoding: latin-1}", in: folder.path)
            #expect(table.rowCount == 200_000)
            guard case .categories(let column)? = table.columns.first else {
                Issue.record("no categories")
                return
            }
            #expect(column.levels == ["üüü"])
        }
    }
}
