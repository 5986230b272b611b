import Catalogue
import Foundation
import Report
import Runs
import TestSupport
import Testing

@Suite("Comparison")
struct ComparisonTests {
    private func write(_ runs: [GeneratedRun], in folder: TemporaryFolder) throws -> [RunDirectory] {
        try runs.enumerated().map { number, run in
            try run.write(to: folder.path, id: GeneratedRun.id(number + 1))
        }
    }

    private func kinds(_ runs: [GeneratedRun]) throws -> [ComparabilityNote.Kind] {
        let folder = try TemporaryFolder()
        return try Comparison(try write(runs, in: folder)).notes.map(\.kind)
    }

    @Test("Keys that differ are found by meaning, figures are held against the baseline")
    func table() throws {
        let folder = try TemporaryFolder()
        var second = GeneratedRun(optimizer: "sgd", rate: 0.01)
        second.figures = [("mse", 0.25), ("r2", 0.5)]
        var third = GeneratedRun(optimizer: "sgd", rate: 0.1)
        third.figures = [("mse", 0.75), ("r2", 0.5)]
        let comparison = try Comparison(try write([GeneratedRun(), second, third], in: folder))
        // `betas` and `momentum` follow from the type.
        #expect(comparison.keys.map(\.key) == ["optimizer.type", "optimizer.lr"])
        #expect(comparison.keys[0].values == [.text("adam"), .text("sgd"), .text("sgd")])
        #expect(comparison.metrics.map(\.name) == ["test_mse", "test_r2", "val_loss"])
        #expect(comparison.notes.isEmpty)
        let mse = comparison.metrics[0]
        #expect(comparison.delta(mse, run: 1) == -0.25)
        #expect(comparison.delta(mse, run: 0) == nil)
        #expect(mse.isBetter(0.25, than: 0.5) == true)
        #expect(comparison.metrics[1].isBetter(0.25, than: 0.5) == false)
        #expect(mse.best == 1)
        let sorted = try Comparison(
            comparison.runs.map(\.directory), Comparison.Options(sort: "-test_mse", baseline: "best"))
        #expect(sorted.runs.map { $0.id.suffix(1) } == ["3", "1", "2"])
        #expect(sorted.baseline == 2)
        #expect(sorted.delta(sorted.metrics[0], run: 0) == 0.5)
    }

    @Test("Runs that cannot be compared are said to be, and why")
    func notes() throws {
        let run = GeneratedRun()
        #expect(try kinds([run, run]).isEmpty)
        var other = run
        other.resolved = run.resolved.replacing("target: 'y'", with: "target: z")
        #expect(try kinds([run, other]) == [.otherTarget])
        other = run
        other.dataHash = "bb22"
        #expect(try kinds([run, other]) == [.otherData])
        other = run
        other.figures = [("accuracy", 0.9)]
        other.resolved = run.resolved.replacing("type: mse", with: "type: cross_entropy")
        #expect(try kinds([run, other]) == [.noCommonMetric])
        other = run
        other.rowsHash = "rows-2"
        #expect(try kinds([run, other]) == [.otherRows])

        let folder = try TemporaryFolder()
        other = run
        other.dataHash = "bb22"
        let comparison = try Comparison(try write([run, other, run], in: folder))
        #expect(comparison.isComparable == [true, false, true])
        #expect(comparison.delta(comparison.metrics[0], run: 1) == nil)
        #expect(
            comparison.notes[0].statement
                == "these runs cannot be compared: they read different data (SHA-256): aa11 (2 runs), bb22 (1 run)"
        )
    }

    /// Errors of the first run: 1 0 2 0 → squares 1 0 4 0; of the second 0 0 1 0. Differences of squares −1 0 −3 0,
    /// mean −1; of sizes −1 0 −1 0, mean −0.5.
    @Test("Paired differences over the same rows")
    func paired() throws {
        let folder = try TemporaryFolder()
        var first = GeneratedRun()
        first.predictions = "row,target,prediction\n3,1,2\n5,2,2\n8,3,5\n9,4,4\n"
        var second = GeneratedRun(rate: 0.2)
        second.predictions = "row,target,prediction\n3,1,1\n5,2,2\n8,3,4\n9,4,4\n"
        var other = GeneratedRun(rate: 0.3)
        other.predictions = "row,target,prediction\n3,1,1\n5,2,2\n8,3,4\n7,4,4\n"
        let directories = try write([first, second, other], in: folder)
        let result = try #require(try Comparison(directories).paired)
        #expect(result.differences.map(\.metric) == ["mse", "mae"])
        #expect(result.differences.map(\.difference.mean) == [-1, -0.5])
        #expect(result.differences.map(\.rows) == [4, 4])
        #expect(result.remarks.count == 1 && result.remarks[0].contains("000003"))
        let again = try Comparison(directories).paired
        #expect(again == result)
        let otherSeed = try Comparison(directories, Comparison.Options(seed: 1)).paired
        #expect(otherSeed?.differences.map(\.difference.mean) == [-1, -0.5])
        #expect(try Comparison(directories, Comparison.Options(pairs: false)).paired == nil)
    }

    /// Probabilities of the true class: 0.8, 0.5 → 0.5, 0.5; −ln: 0.2231436, 0.6931472 → 0.6931472, 0.6931472.
    @Test("Paired differences of classes")
    func pairedClasses() throws {
        let folder = try TemporaryFolder()
        var first = GeneratedRun()
        first.figures = [("accuracy", 0.5)]
        first.predictions = "row,target,prediction,p_a,\"p_b,c\"\n0,a,a,0.8,0.2\n1,\"b,c\",a,0.5,0.5\n"
        var second = first
        second.seed = 2
        second.predictions =
            "row,target,prediction,p_a,\"p_b,c\"\n0,a,\"b,c\",0.5,0.5\n1,\"b,c\",a,0.5,0.5\ntorn"
        let result = try #require(try Comparison(try write([first, second], in: folder)).paired)
        #expect(result.differences.map(\.metric) == ["accuracy", "log_loss"])
        #expect(result.differences[0].difference.mean == -0.5)
        #expect(abs(result.differences[1].difference.mean - 0.2350018) < 1e-6)
    }

    /// Tests/References/report_bootstrap.py, numpy 2.4.6.
    // Errors 1 and −1 against 2 and 2: squares 1, 1 and 4, 4, so the second is 3 worse in every row.
    @Test("Cross-validations are compared over the rows they predicted out of fold, with their spread")
    func folds() throws {
        let folder = try TemporaryFolder()
        var first = GeneratedRun()
        first.predictions = "row,fold,target,prediction\n0,1,1.0,2.0\n1,2,3.0,2.0\n"
        var second = first
        second.predictions = "row,fold,target,prediction\n0,1,1.0,3.0\n1,2,3.0,5.0\n"
        let runs = try write([first, second], in: folder)
        for run in runs {
            var metrics = try #require(try run.metrics())
            metrics.crossValidation = RunMetrics.CrossValidation(
                folds: [], deviation: ["test": ["mse": 0.125]], deviationInOriginalUnits: [:], outOfFold: [:])
            try run.replace(RunFile.metrics, with: try RunJSON.encode(metrics))
        }
        let comparison = try Comparison(runs)
        let found = try #require(comparison.paired?.differences.first { $0.metric == "mse" })
        #expect(found.rows == 2)
        #expect(found.difference.mean == 3)
        #expect(found.verdict == .worse)
        #expect(comparison.metrics.map(\.name).prefix(2) == ["test_mse", "test_mse_sd"])
        #expect(comparison.metrics[1].values == [0.125, 0.125])
    }

    @Test("Bootstrap intervals equal those of an independent implementation")
    func bootstrap() {
        let values = (0..<7).flatMap { [Double($0 * $0), sin(Double($0))] }
        let expected: [(seed: UInt64, column: Int, lower: Double, upper: Double)] = [
            (0, 0, 4.85, 22.00357142857143), (0, 1, -0.5216798725240142, 0.43087672694142415),
            (42, 0, 4.425000000000001, 22.72857142857143), (42, 1, -0.4622020548575928, 0.46132630144899606),
        ]
        for row in expected {
            let found = BootstrapInterval.all(values, columns: 2, seed: row.seed, replicates: 200)[row.column]
            #expect(abs(found.lower - row.lower) < 1e-12 && abs(found.upper - row.upper) < 1e-12, "\(found)")
        }
        #expect(BootstrapInterval.all([], columns: 1, seed: 0).isEmpty)
        let single = BootstrapInterval.all([3], columns: 1, seed: 0, replicates: 10)
        #expect(single == [BootstrapInterval(mean: 3, lower: 3, upper: 3)])
    }

    /// Means and deviations by hand: 0.2 and 0.4 → 0.3 ± 0.1414214 (n − 1).
    @Test("Groups over seeds have mean and spread")
    func groups() throws {
        let folder = try TemporaryFolder()
        var runs: [GeneratedRun] = []
        for (optimizer, seed, mse) in [("adam", 1, 0.2), ("sgd", 1, 0.5), ("adam", 2, 0.4)] {
            var run = GeneratedRun(optimizer: optimizer, seed: UInt64(seed))
            run.figures = [("mse", mse)]
            runs.append(run)
        }
        let directories = try write(runs, in: folder)
        for keys in [["seeds"], ["optimizer.type"]] {
            let comparison = try Comparison(directories, Comparison.Options(groupBy: keys))
            #expect(comparison.groupKeys == ["optimizer.type"])
            #expect(comparison.groups.map(\.runs) == [[0, 2], [1]])
            let statistics = comparison.groups.map { $0.statistics[0] }
            #expect(abs((statistics[0].mean ?? 0) - 0.3) < 1e-12)
            #expect(abs((statistics[0].deviation ?? 0) - 0.1414213562373095) < 1e-12)
            #expect(statistics[1].deviation == nil)
        }
        #expect(throws: FilterError.self) {
            try Comparison(directories, Comparison.Options(groupBy: ["optimizer.tpe"]))
        }
    }

    @Test("CSV, Markdown, JSON and a page, safe against names that hold markup")
    func formats() throws {
        let folder = try TemporaryFolder()
        var hostile = GeneratedRun(rate: 0.2)
        hostile.name = "<script>alert(1)</script>|\"'"
        hostile.resolved = hostile.resolved.replacing(
            "path: data.csv", with: "path: '<img src=x onerror=y>, |.csv'")
        let comparison = try Comparison(try write([GeneratedRun(), hostile], in: folder))
        let csv = ComparisonCSV(comparison).text.split(separator: "\n")
        #expect(csv[0] == "run,name,data.source.path,optimizer.lr,test_mse,test_r2,val_loss")
        #expect(csv[1] == "20261121-140322-demo-000001,demo,data.csv,0.1,0.5,0.4,0.25")
        #expect(csv[2].hasPrefix("20261121-140322-demo-000002,\"<script>alert(1)</script>|\"\"'\",\"<img"))
        let markdown = ComparisonMarkdown(comparison).text
        #expect(markdown.contains("\\<img src=x onerror=y\\>, \\|.csv"))
        let json = try RunJSON.encodeLine(ComparisonJSON(comparison))
        let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
        #expect(object?["changed_keys"] as? [String] == ["data.source.path", "optimizer.lr"])
        let page = ComparisonPage(comparison, version: "0").html.markup
        #expect(!page.contains("<script>alert") && !page.contains("<img"))
        #expect(page.contains("&lt;img src=x onerror=y&gt;"))
        #expect(
            page.contains("<svg") && !page.contains("http://") || page.contains("http://www.w3.org/2000/svg"))
    }

    @Test("A run of an older version, without most files, is compared by what it has")
    func missingFiles() throws {
        let folder = try TemporaryFolder()
        let directories = try write([GeneratedRun(), GeneratedRun(rate: 0.2)], in: folder)
        for name in ["resolved.yaml", "metrics.json", "metrics.csv", "splits.json"] {
            try FileManager.default.removeItem(atPath: directories[1].path + "/" + name)
        }
        let comparison = try Comparison(directories)
        #expect(comparison.notes.map(\.kind) == [.noFigures])
        #expect(comparison.delta(comparison.metrics[0], run: 1) == nil)
        #expect(ComparisonPage(comparison, version: "0").html.markup.contains("have no figures") == false)
        #expect(ComparisonCSV(comparison).text.split(separator: "\n").count == 3)
    }

    @Test("Differences of specifications: defaults filled, order ignored, lists by their types")
    func differences() throws {
        let folder = try TemporaryFolder()
        var second = GeneratedRun(optimizer: "sgd")
        second.resolved = second.resolved.replacing("units: 8", with: "units: 16")
        var third = GeneratedRun()
        third.resolved = third.resolved.replacing("  - type: relu\n", with: "")
        // The same keys in another order.
        var fourth = GeneratedRun()
        fourth.resolved = fourth.resolved.replacing(
            "  type: adam\n  lr: 0.1\n", with: "  lr: 0.1\n  type: adam\n")
        let flat = try write([GeneratedRun(), second, third, fourth], in: folder).map {
            try #require(try FlatSpec.read($0))
        }
        let changes = SpecificationDifference(flat[0], flat[1]).entries
        #expect(
            changes.map(\.key)
                == ["model.0.units", "optimizer.type", "optimizer.betas", "optimizer.momentum"])
        #expect(changes[0].first == .number(8) && changes[0].second == .number(16))
        #expect(changes[2].second == nil && changes[2].isShared == false)
        let model = SpecificationDifference(flat[0], flat[2]).entries
        #expect(model.map(\.key) == ["model"])
        #expect(model[0].first == .text("linear 8, relu, linear 1"))
        #expect(model[0].second == .text("linear 8, linear 1"))
        #expect(SpecificationDifference(flat[0], flat[3]).isEmpty)
    }

    @Test("Tables of numbers leave out what was torn")
    func numberTable() throws {
        let text = "epoch,\"a,b\",c\n1,0.5,\n2,nan,1e-3\n3,x\n4,0.25,7\n5,0.1"
        let table = try #require(CSVTable(bytes: Array(text.utf8)))
        #expect(table.names == ["epoch", "a,b", "c"])
        #expect(table["epoch"] == [1, 2, 4])
        #expect(table["a,b"]?.map(\.isNaN) == [false, true, false])
        #expect(table["c"]?[0].isNaN == true && table["c"]?[1] == 0.001)
        #expect(CSVTable(bytes: []) == nil)
    }
}
