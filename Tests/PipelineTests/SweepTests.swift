import Foundation
import Pipeline
import Runs
import Spec
import Synchronization
import TestSupport
import Testing

@Suite("Sweeps")
struct SweepTests {
    private static let grid = """
        sweep:
          parameters:
            optimizer.lr: [0.2, 0.05, 0.01]
            model.0.units: [2, 4]
        """

    @Test(
        "Every combination is a trial with its own directory; the best one can be run again to the same figures"
    )
    func gridSweep() throws {
        let workspace = try SweepWorkspace()
        #expect(try workspace.sweep(Self.grid, keep: .best(1)) == .done)
        let state = try workspace.directory().state()
        #expect(state.records.keys.sorted() == Array(0..<6))
        #expect(
            state.ordered.map { $0.parameters["model.0.units"] } == [2, 4, 2, 4, 2, 4].map { .integer($0) })
        let best = try #require(state.ranking.first)
        let run = try workspace.trial(best.number)
        #expect(run.exists(RunFile.model) && run.exists(RunFile.predictions))
        let other = try workspace.trial(try #require(state.ranking.last).number)
        #expect(!other.exists(RunFile.model) && other.exists(RunFile.metrics))
        // Run alone from best.yaml, from the trial's directory, and with the trial's changes.
        let file = try workspace.directory().file(SweepFile.best)
        let expected = try #require(try run.metrics())
        for path in [file, run.path] {
            let request = SpecRequest(path: path, environment: workspace.workspace.environment)
            let outcome = RunExperiment.run(
                request,
                RunRequest(specification: path, runsFolder: workspace.workspace.runsFolder, threads: 1),
                output: workspace.workspace.silent, gate: OpenGate(), isInterrupted: { false })
            let again = try RunDirectory(path: try #require(outcome.directory))
            let figures = try #require(try again.metrics())
            #expect(figures.splits["val"] == expected.splits["val"])
            #expect(figures.splits["test"] == expected.splits["test"])
            let names = [RunFile.model, RunFile.predictions]
            for name in names {
                #expect(
                    FileManager.default.contents(atPath: again.file(name))
                        == FileManager.default.contents(atPath: run.file(name)), "\(name)")
            }
        }
        let summary = try RunJSON.decode(
            SweepSummary.self, from: try workspace.directory().file(SweepFile.summary))
        #expect(summary.counts.completed == 6 && summary.counts.total == 6)
        #expect(summary.best?.trial == best.number)
        #expect(summary.slices.map(\.parameter) == ["optimizer.lr", "model.0.units"])
        #expect(summary.slices[0].trials == Array(0..<6))
    }

    private static func pruned(_ pruner: String) -> String {
        """
        train: {epochs: 9}
        sweep:
          parameters: {optimizer.lr: {log_uniform: [0.0001, 0.3]}, model.0.units: [2, 3]}
          sampler: {random: {trials: 12}}
          pruner: \(pruner)
        """
    }

    /// Sections of sweeps with every way of searching; the trials must not depend on how they are run.
    static let searches: [String: String] = [
        "grid": grid,
        "random": """
        sweep:
          parameters: {optimizer.lr: {log_uniform: [0.001, 0.3]}, model.0.units: [2, 3]}
          sampler: {random: {trials: 7}}
        """,
        "sobol": """
        sweep:
          parameters: {optimizer.lr: {log_uniform: [0.001, 0.3]}, model.0.units: [2, 3]}
          sampler: {sobol: {trials: 8}}
        """,
        "tpe": """
        sweep:
          parameters: {optimizer.lr: {log_uniform: [0.001, 0.3]}, model.0.units: [2, 3]}
          sampler: {tpe: {trials: 16}}
        """,
        "median": pruned("median"),
        "percentile": pruned("{percentile: 50}"),
        "threshold": pruned("{threshold: {upper: 30}}"),
        "successive_halving": pruned("successive_halving"),
        "asha": pruned("asha"),
        "hyperband": pruned("hyperband"),
        "repeats": "sweep: {parameters: {optimizer.lr: [0.1, 0.01]}, repeats: 3}\n",
        "optimizers": """
        sweep:
          parameters: {optimizer: [sgd, {adam: {lr: 0.01}}], train.batch_size: [4, 8]}
        """,
        "listed": """
        sweep: {trials: [{optimizer.lr: 0.1}, {optimizer.lr: 0.1, seed: 4}, {optimizer.lr: 0.1}]}
        """,
    ]

    @Test("Any number of jobs gives the same table", arguments: searches.keys.sorted())
    func jobs(name: String) throws {
        let workspace = try SweepWorkspace()
        let section = Self.searches[name] ?? ""
        #expect(try workspace.sweep(section, runs: "one") == .done)
        #expect(try workspace.sweep(section, runs: "two", jobs: 2) == .done)
        let table = try workspace.table("one")
        #expect(table.count > 2)
        #expect(try workspace.table("two") == table)
    }

    @Test(
        "Killed at any write and continued, a sweep ends with the same table",
        arguments: searches.keys.sorted())
    func killed(name: String) throws {
        let workspace = try SweepWorkspace()
        let section = Self.searches[name] ?? ""
        #expect(try workspace.sweep(section, runs: "whole") == .done)
        let table = try workspace.table("whole")
        // As many writes as a whole sweep makes, in three pieces and the rest.
        let counting = CrashingGate(after: .max)
        #expect(try workspace.sweep(section, runs: "counted", gate: counting) == .done)
        for start in [1, counting.count / 3, counting.count / 2] {
            let runs = "killed-\(start)"
            for attempt in 0..<3 {
                try workspace.sweep(section, runs: runs, gate: CrashingGate(after: start + 7 * attempt))
            }
            let before = (try? workspace.directory(runs).state().records) ?? [:]
            #expect(try workspace.sweep(section, runs: runs) == .done)
            #expect(try workspace.table(runs) == table, "killed after \(start) writes")
            let after = try workspace.directory(runs).state().records
            for (number, record) in before {
                #expect(after[number] == record, "trial \(number) was done again")
            }
        }
    }

    @Test("Pruners give trials up, and those that are left have the results of a sweep without one")
    func pruning() throws {
        let workspace = try SweepWorkspace()
        let section = Self.pruned("successive_halving")
        try workspace.sweep(section, runs: "pruned")
        try workspace.sweep(section.replacing("pruner: successive_halving", with: ""), runs: "all")
        let pruned = try workspace.directory("pruned").state()
        let all = try workspace.directory("all").state()
        #expect((pruned.counts[.pruned] ?? 0) > 0)
        for record in pruned.ordered where record.state == .completed {
            #expect(record.objective == all.records[record.number]?.objective)
        }
    }

    @Test("The same command continues an interrupted sweep and leaves a complete one alone")
    func continuing() throws {
        let workspace = try SweepWorkspace()
        let asked = Atomic(0)
        #expect(
            try workspace.sweep(Self.grid) { asked.add(1, ordering: .relaxed).newValue > 10 }
                == .interrupted)
        let half = try workspace.directory().state().records.count
        #expect(half < 6)
        #expect(try workspace.sweep(Self.grid) == .done)
        #expect(try workspace.directory().state().records.count == 6)
        let ledgers = try workspace.directory().file(SweepFile.ledgers)
        let before = try FileManager.default.contentsOfDirectory(atPath: ledgers)
        #expect(before.count == (half > 0 ? 2 : 1), "one of each process that ended a trial")
        #expect(try workspace.sweep(Self.grid) == .done)
        #expect(try FileManager.default.contentsOfDirectory(atPath: ledgers) == before)
        #expect(SweepDirectory.all(in: workspace.workspace.runsFolder).count == 1)
    }

    @Test("More trials keep the ones there are")
    func more() throws {
        let workspace = try SweepWorkspace()
        let section = Self.searches["random"] ?? ""
        try workspace.sweep(section)
        let before = try workspace.table()
        #expect(try workspace.sweep(section, more: 5) == .done)
        let after = try workspace.table()
        #expect(after.count == before.count + 5)
        #expect(Array(after.prefix(before.count)) == before)
        #expect(try workspace.sweep(Self.grid, more: 5) == .invalid)
    }

    @Test("A trial with the specification of an earlier one takes its result")
    func duplicates() throws {
        let workspace = try SweepWorkspace()
        try workspace.sweep(Self.searches["listed"] ?? "")
        let records = try workspace.directory().state().ordered
        #expect(records.map(\.sameAs) == [nil, nil, 0])
        #expect(records[2].objective == records[0].objective)
        #expect(records[1].objective != records[0].objective)
    }

    @Test("Trials that diverge or cannot be built are recorded with their reason, and the others finish")
    func failures() throws {
        let workspace = try SweepWorkspace()
        let section = "sweep: {parameters: {optimizer.lr: [0.1, 1.0e+30], train.batch_size: [8, 0]}}\n"
        #expect(try workspace.sweep(section) == .done)
        let records = try workspace.directory().state().ordered
        #expect(records.map(\.state) == [.completed, .failed, .diverged, .failed])
        #expect(records[1].reason?.contains("batch_size") == true)
        #expect(records[2].reason?.contains("not finite") == true)
        #expect(try workspace.sweep(section + "loss: mae\n", ["sweep.fail_fast=true"]) == .failed)
        #expect(try workspace.sweep("sweep: {parameters: {optimizer.lr: [1.0e+30, 1.0e+31]}}\n") == .failed)
    }

    @Test("A swept key that is not there, and an objective nobody gives, are found before anything runs")
    func wrongSweeps() throws {
        let workspace = try SweepWorkspace()
        for (section, text) in [
            ("sweep: {parameters: {optimizer.lrr: [1, 2]}}\n", "lrr"),
            (
                "sweep: {parameters: {optimizer.lr: [1, 2]}, objective: {minimize: val_los}}\n",
                "did you mean 'val_loss'?"
            ),
        ] {
            var status: CommandStatus?
            let captured = try CapturedOutput { output in
                status = try workspace.sweep(section, output: output)
            }
            #expect(status == .invalid)
            #expect(captured.messages.contains(text), "\(captured.messages)")
        }
        #expect(SweepDirectory.all(in: workspace.workspace.runsFolder).isEmpty)
    }

    @Test("Arguments with several values are parameters, others change the specification")
    func arguments() throws {
        let workspace = try SweepWorkspace()
        let arguments = [
            "optimizer.lr=0.1,0.01", "model.0.units=choice(2,3)", "train.epochs=2",
            "seed=range(1,4)", "data.split={random: {train: 0.6, val: 0.4}}",
        ]
        #expect(try workspace.sweep("", arguments) == .done)
        let state = try workspace.directory().state()
        #expect(state.opening?.parameters == ["optimizer.lr", "model.0.units", "seed"])
        #expect(Set(state.ordered.map(\.epochs)) == [2])
        #expect(state.ordered.first?.parameters["optimizer.lr"] == .number(0.1))
        #expect(try workspace.sweep("", ["optimizer.lr=logspce(0.1,1,3)"]) == .invalid)
    }

    @Test("Repeats of a point differ in their seeds, and the summary has their mean and spread")
    func repeats() throws {
        let workspace = try SweepWorkspace()
        try workspace.sweep(Self.searches["repeats"] ?? "")
        let directory = try workspace.directory()
        let records = try directory.state().ordered
        #expect(records.map(\.seed) == [1, 2, 3, 1, 2, 3])
        #expect(records.map(\.point) == [0, 0, 0, 1, 1, 1])
        let summary = try RunJSON.decode(SweepSummary.self, from: directory.file(SweepFile.summary))
        let point = try #require(summary.points.first { $0.point == 0 })
        let values = records.prefix(3).compactMap(\.objective)
        let mean = values.reduce(0, +) / 3
        #expect(point.count == 3 && abs(point.mean - mean) < 1e-12)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        #expect(abs((point.deviation ?? 0) - (squares / 2).squareRoot()) < 1e-12)
    }

    @Test("The best of a sweep with repeats is the best point by its mean, with the seed as it was written")
    func bestByMean() throws {
        let workspace = try SweepWorkspace()
        let section = """
            sweep: {parameters: {optimizer.lr: [0.2, 0.1, 0.05, 0.02, 0.01, 0.005]}, repeats: 3, keep: 0}

            """
        #expect(try workspace.sweep(section, jobs: 2) == .done)
        let directory = try workspace.directory()
        let state = try directory.state()
        let summary = try RunJSON.decode(SweepSummary.self, from: directory.file(SweepFile.summary))
        let values = (0..<6).map { point in (0..<3).compactMap { state.records[3 * point + $0]?.objective } }
        let means = values.map { $0.count == 3 ? $0.reduce(0, +) / 3 : .infinity }
        let best = try #require(means.indices.min { means[$0] < means[$1] })
        #expect(summary.best?.point == best && summary.best?.value == means[best])
        #expect(summary.best?.count == 3 && summary.best?.repeats == 3)
        #expect(summary.points.first?.point == best)
        #expect(summary.bestTrial?.value == values.joined().min())
        let run = try workspace.runAlone(directory.file(SweepFile.best))
        let resolved = SpecReader.load(
            .path(directory.file(SweepFile.best)), as: ExperimentSpec.self
        ).value
        #expect(resolved?.seed == 1)
        let again = try workspace.directory().state().records[3 * best]?.objective
        let figures = try #require(try run.metrics()?.splits["val"])
        #expect(figures["loss"] == .some(again))
    }
}
