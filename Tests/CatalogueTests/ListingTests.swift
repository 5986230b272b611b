import Catalogue
import Foundation
import Runs
import TestSupport
import Testing

@Suite("Listing")
struct ListingTests {
    /// Three runs: adam 0.1 (mse 0.5), sgd 0.1 (mse 0.3), sgd 0.01 (mse not a number).
    private func makeRuns(in folder: String) throws {
        var run = GeneratedRun(optimizer: "adam", rate: 0.1)
        try run.write(to: folder, id: GeneratedRun.id(1))
        run = GeneratedRun(optimizer: "sgd", rate: 0.1)
        run.figures = [("mse", 0.3), ("r2", 0.7)]
        run.started += 3_600_000
        try run.write(to: folder, id: GeneratedRun.id(2))
        run = GeneratedRun(optimizer: "sgd", rate: 0.01)
        run.figures = [("mse", nil), ("r2", nil)]
        run.status = .diverged
        run.started += 7_200_000
        try run.write(to: folder, id: GeneratedRun.id(3))
    }

    private func ids(_ folder: String, _ query: RunQuery, index: String?) throws -> [String] {
        let catalogue = RunCatalogue(folder: folder, indexFolder: index, indexFrom: 0)
        let (table, rows) = try catalogue.listing(query)
        return rows.map { String(table.paths[$0].suffix(1)) }
    }

    @Test("Filter, order and limit, the same with and without an index", arguments: [false, true])
    func queries(usesIndex: Bool) throws {
        let folder = try TemporaryFolder()
        let runs = folder.file("runs")
        try makeRuns(in: runs)
        let index = usesIndex ? folder.file("index") : nil
        func expect(_ expected: [String], _ query: RunQuery) throws {
            // Twice: once reading the directories, once from what the index kept.
            #expect(try ids(runs, query, index: index) == expected)
            #expect(try ids(runs, query, index: index) == expected)
        }
        try expect(["1", "2", "3"], RunQuery())
        try expect(["2"], RunQuery(filter: "test_mse < 0.4"))
        try expect(["2", "3"], RunQuery(filter: "optimizer.type = sgd"))
        try expect(["3"], RunQuery(filter: "status = diverged and optimizer.lr < 0.05"))
        try expect(["2", "1", "3"], RunQuery(sort: RunQuery.SortKey.list("test_mse")))
        try expect(["1", "2", "3"], RunQuery(sort: RunQuery.SortKey.list("-test_mse")))
        try expect(["1", "3", "2"], RunQuery(sort: RunQuery.SortKey.list("optimizer.type,optimizer.lr")))
        try expect(["2", "3"], RunQuery(limit: 2))
        try expect(["2"], RunQuery(sort: RunQuery.SortKey.list("test_mse"), limit: 1))
        try expect(["2", "3"], RunQuery(since: RunTime(milliseconds: 1_795_269_802_126)))
        #expect(usesIndex == FileManager.default.fileExists(atPath: folder.file("index")))
    }

    @Test("A name that no run has is an error with a suggestion")
    func unknownNames() throws {
        let folder = try TemporaryFolder()
        try makeRuns(in: folder.path)
        let error = #expect(throws: FilterError.self) {
            try ids(folder.path, RunQuery(filter: "seed = 1 and test_msr < 1"), index: nil)
        }
        #expect(error?.message == "no run has a field 'test_msr'")
        #expect(error?.help == "did you mean 'test_mse'?")
        #expect(error?.range == 13..<21)
        let short = #expect(throws: FilterError.self) {
            try ids(folder.path, RunQuery(sort: RunQuery.SortKey.list("lr")), index: nil)
        }
        #expect(short?.help == "did you mean 'optimizer.lr'?")
    }

    @Test("The index notices runs that are new, changed, labelled and gone")
    func staleness() throws {
        let folder = try TemporaryFolder()
        let runs = folder.file("runs")
        try makeRuns(in: runs)
        let index = folder.file("index")
        try age(runs)
        func labelled() throws -> [String] { try ids(runs, RunQuery(filter: "label = good"), index: index) }
        #expect(try labelled() == [])
        let second = try RunDirectory(path: runs + "/" + GeneratedRun.id(2))
        try second.write(RunLabels(labels: ["good"], note: "keep"))
        #expect(try labelled() == ["2"])
        var changed = GeneratedRun(optimizer: "adam", rate: 0.1)
        changed.figures = [("mse", 0.05)]
        try FileManager.default.removeItem(atPath: runs + "/" + GeneratedRun.id(1))
        try changed.write(to: runs, id: GeneratedRun.id(1))
        #expect(try ids(runs, RunQuery(filter: "test_mse < 0.1"), index: index) == ["1"])
        try FileManager.default.removeItem(atPath: second.path)
        #expect(try ids(runs, RunQuery(), index: index) == ["1", "3"])
        #expect(try labelled() == [])
        var fourth = GeneratedRun()
        fourth.started += 10_800_000
        try fourth.write(to: runs, id: GeneratedRun.id(4))
        #expect(try ids(runs, RunQuery(), index: index) == ["1", "3", "4"])
    }

    /// Makes every directory old enough for the index to trust its times.
    private func age(_ runs: String) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: runs) {
            let old = [FileAttributeKey.modificationDate: Date(timeIntervalSinceNow: -100)]
            try FileManager.default.setAttributes(old, ofItemAtPath: runs + "/" + name + "/run.json")
            try FileManager.default.setAttributes(old, ofItemAtPath: runs + "/" + name)
        }
    }

    @Test("An index that is damaged, foreign or cannot be written changes nothing")
    func badIndex() throws {
        let folder = try TemporaryFolder()
        let runs = folder.file("runs")
        try makeRuns(in: runs)
        try age(runs)
        let index = folder.file("index")
        let expected = ["2", "3"]
        let query = try RunQuery(filter: "optimizer.type = sgd")
        #expect(try ids(runs, query, index: index) == expected)
        let path =
            index + "/"
            + (try #require(
                try FileManager.default.contentsOfDirectory(atPath: index).first { $0.hasSuffix(".sqlite") }))
        #expect(RunCatalogue.folder(ofIndex: path)?.hasSuffix("/runs") == true)
        try Data("this is no database, but long enough to look like one".utf8).write(to: URL(filePath: path))
        #expect(try ids(runs, query, index: index) == expected)
        let bytes = try Data(contentsOf: URL(filePath: path))
        #expect(bytes.count > 1000, "the index was not made anew")
        try bytes.prefix(bytes.count / 2).write(to: URL(filePath: path))
        #expect(try ids(runs, query, index: index) == expected)
        try FileManager.default.removeItem(atPath: index)
        #expect(try ids(runs, query, index: index) == expected)
        #expect(try ids(runs, query, index: "/proc/no-such-folder") == expected)
    }

    @Test("A folder that cannot be written is listed")
    func readOnlyFolder() throws {
        let folder = try TemporaryFolder()
        let runs = folder.file("runs")
        try makeRuns(in: runs)
        chmod(runs, 0o555)
        defer { chmod(runs, 0o755) }
        #expect(try ids(runs, RunQuery(), index: folder.file("index")) == ["1", "2", "3"])
    }

    @Test("Several readers of one index at once agree")
    func concurrentReaders() async throws {
        let folder = try TemporaryFolder()
        let runs = folder.file("runs")
        for number in 1...40 {
            try GeneratedRun(optimizer: number.isMultiple(of: 2) ? "sgd" : "adam").write(
                to: runs, id: GeneratedRun.id(number))
        }
        let index = folder.file("index")
        let counts = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let catalogue = RunCatalogue(folder: runs, indexFolder: index, indexFrom: 0)
                    return try catalogue.listing(RunQuery(filter: "optimizer.type = sgd")).rows.count
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(counts == Array(repeating: 20, count: 8))
    }

    @Test("Damaged, torn and foreign directories are listed with their problem, or not at all")
    func damagedRuns() throws {
        let folder = try TemporaryFolder()
        let runs = folder.file("runs")
        try makeRuns(in: runs)
        try folder.write("{\"format\": 1", to: "runs/20261121-180322-torn-000009/run.json")
        try folder.write("", to: "runs/not-a-run/readme.txt")
        try folder.write("a: [", to: "runs/\(GeneratedRun.id(1))/resolved.yaml")
        try folder.write("{", to: "runs/\(GeneratedRun.id(2))/metrics.json")
        try FileManager.default.createSymbolicLink(
            atPath: runs + "/latest", withDestinationPath: GeneratedRun.id(3))
        let catalogue = RunCatalogue(folder: runs, indexFolder: nil)
        let table = catalogue.columns(["run", "status", "problem", "optimizer.type"])
        #expect(table.paths.map { $0.suffix(6) } == ["000001", "000002", "000003", "000009"])
        #expect(table.value("optimizer.type", row: 0) == nil)
        #expect(
            table.value("optimizer.type", row: 1) == .text("adam")
                || table.value("optimizer.type", row: 1) == .text("sgd"))
        #expect(table.value("problem", row: 1)?.plainText.contains("metrics.json") == true)
        #expect(table.value("problem", row: 3)?.plainText.contains("run.json") == true)
        #expect(RunCatalogue(folder: folder.file("nowhere"), indexFolder: nil).columns(["run"]).count == 0)
    }

    @Test("Hostile names are values like others")
    func hostileNames() throws {
        let folder = try TemporaryFolder()
        let hostile = "'; DROP TABLE run; --\u{1B}[31m\n<script>"
        var run = GeneratedRun()
        run.name = hostile
        try run.write(to: folder.file("runs"), id: "20261121-140322-x'y-\"z-000001")
        let catalogue = RunCatalogue(
            folder: folder.file("runs"), indexFolder: folder.file("index"), indexFrom: 0)
        for _ in 0..<2 {
            let table = catalogue.columns(["name", "run"])
            #expect(table.value("name", row: 0) == .text(hostile))
            #expect(table.value("run", row: 0) == .text("20261121-140322-x'y-\"z-000001"))
        }
    }

    @Test("Words that name runs: latest, best, patterns, last digits, sweeps")
    func selection() throws {
        let folder = try TemporaryFolder()
        let runs = folder.file("runs")
        try makeRuns(in: runs)
        let line = try RunJSON.encodeLine(
            SweepEvent.sweep(
                SweepOpening(
                    id: "20261121-150000-s-abc", name: "s", key: "abc", created: RunTime(milliseconds: 0),
                    specification: "s.yaml", overrides: [], commandLine: [], parameters: [],
                    objective: "val_loss", direction: "minimize", sampler: "grid", pruner: nil, trials: 2,
                    repeats: 1)))
        try folder.write(line + "\n", to: "runs/sweeps/20261121-150000-s-abc/ledger.jsonl")
        try FileManager.default.createSymbolicLink(
            atPath: runs + "/sweeps/latest", withDestinationPath: "20261121-150000-s-abc")
        try GeneratedRun().write(to: runs + "/sweeps/20261121-150000-s-abc/trials", id: "trial-1")
        try GeneratedRun().write(to: runs + "/sweeps/20261121-150000-s-abc/trials", id: "trial-2")
        let selection = RunSelection(folder: runs, indexFolder: nil)
        func ids(_ words: [String], _ filter: String? = nil) throws -> [String] {
            try selection.runs(words, filter: filter).map { String($0.id.suffix(1)) }
        }
        #expect(try ids(["latest"]) == ["3"])
        #expect(try ids(["best"]) == ["2"])
        #expect(try ids(["*000001", "latest", "000001"]) == ["1", "3"])
        #expect(try ids(["de?o"]) == ["1", "2", "3"])
        #expect(try ids(["20261121-140322-*"], "optimizer.type = sgd") == ["2", "3"])
        #expect(try ids([], "optimizer.type = adam") == ["1"])
        #expect(try ids(["20261121-150000-s-abc"]) == ["1", "2"])
        #expect(try ids([runs + "/sweeps/20261121-150000-s-abc"]) == ["1", "2"])
        #expect(try ids(["sweeps/latest"]) == ["1", "2"])
        #expect(try ids(["latest", "best"]) == ["3", "2"], "a sweep changes nothing about 'latest'")
        #expect(throws: RunError.self) { try ids(["nothing*"]) }
        #expect(throws: RunError.isASweep(name: "abc", id: "20261121-150000-s-abc")) {
            try selection.run("abc")
        }
        let table = RunCatalogue(folder: runs, indexFolder: nil).columns(["sweep"], includesTrials: true)
        #expect(table.count == 5, "each trial once, although a link leads to the sweep as well")
        #expect(table.value("sweep", row: 3) == .text("20261121-150000-s-abc"))
    }

    /// `ASSAY_MANY_RUNS=20000` prints how long a listing takes; nothing is asserted about time.
    @Test("Many runs", .enabled(if: ProcessInfo.processInfo.environment["ASSAY_MANY_RUNS"] != nil))
    func manyRuns() throws {
        let count = Int(ProcessInfo.processInfo.environment["ASSAY_MANY_RUNS"] ?? "") ?? 1000
        let folder = try TemporaryFolder()
        for number in 0..<count {
            var run = GeneratedRun(optimizer: number.isMultiple(of: 3) ? "sgd" : "adam", seed: UInt64(number))
            run.figures = [("mse", Double(number))]
            try run.write(to: folder.file("runs"), id: GeneratedRun.id(number))
        }
        try age(folder.file("runs"))
        for filter in ["test_mse < 10", "test_mse < 10", "optimizer.type = sgd", "optimizer.type = sgd"] {
            let start = Date()
            let found = try ids(folder.file("runs"), RunQuery(filter: filter), index: folder.file("index"))
            print("\(count) runs, \(filter): \(found.count) in \(Date().timeIntervalSince(start)) s")
        }
    }
}
