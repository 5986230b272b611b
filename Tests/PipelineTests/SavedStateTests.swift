import Foundation
import Pipeline
import Runs
import Synchronization
import TestSupport
import Testing
import Training

/// What an interrupted sweep leaves of trials that have not ended.
@Suite("Saved states of a sweep's trials")
struct SavedStateTests {
    /// Sweeps whose trials end in every way a training can end: used up, stopped early, given up, diverged; some folds
    /// before others.
    static let endings: [String: String] = [
        "folds": "data: {split: {k_fold: 4}}\n" + rates,
        "uneven folds": "data: {split: {k_fold: 7}}\n" + rates,
        "folds that stop early": """
        data: {split: {k_fold: 4}}
        train: {epochs: 30, early_stopping: {patience: 2}}

        """ + rates,
        "folds that are given up": """
        data: {split: {k_fold: 4}}
        train: {epochs: 9}
        sweep:
          parameters: {optimizer.lr: {log_uniform: [0.0001, 0.3]}}
          sampler: {random: {trials: 8}}
          pruner: median
        """,
        "folds that diverge": """
        data: {split: {k_fold: 4}}
        optimizer: {sgd: {lr: 1}}
        sweep: {parameters: {optimizer.lr: [0.001, 10, 1e6, 1e30]}}
        """,
        "budgets in steps": "train: {epochs: null, max_steps: 17}\n" + rates,
        "checkpoints by steps": "train: {checkpoint: {every: 3 steps}}\n" + rates,
        "checkpoints by epochs": "train: {checkpoint: {every: 1 epochs}}\n" + rates,
    ]

    private static let rates = "sweep: {parameters: {optimizer.lr: [0.2, 0.05, 0.01, 0.002]}, keep: 1}\n"

    /// Ends after so many questions whether it is to end.
    private static func interrupting(after count: Int) -> @Sendable () -> Bool {
        let asked = Counter()
        return { asked.next() > count }
    }

    private final class Counter: Sendable {
        private let count = Atomic(0)
        func next() -> Int { count.add(1, ordering: .relaxed).newValue }
    }

    @Test(
        "A sweep whose every process ends after a few steps comes to its end, with the same table",
        arguments: SweepTests.searches.keys.sorted() + endings.keys.sorted(), [30, 47])
    func manyInterruptions(name: String, questions: Int) throws {
        let workspace = try SweepWorkspace()
        let section = SweepTests.searches[name] ?? Self.endings[name] ?? ""
        let isFull = questions == 47
        #expect(try workspace.sweep(section, runs: "whole", isFull: isFull) != .invalid)
        var status = CommandStatus.interrupted
        var rounds = 0
        while status == .interrupted, rounds < 500 {
            rounds += 1
            status = try workspace.sweep(
                section, runs: "pieces", jobs: rounds % 3 == 0 ? 2 : 1, isFull: isFull,
                isInterrupted: Self.interrupting(after: questions + rounds / 20))
        }
        #expect(status == .done)
        #expect(try workspace.table("pieces") == workspace.table("whole"), "after \(rounds) processes")
        let folder = try workspace.directory("pieces").file(SweepFile.checkpoints)
        #expect(!FileManager.default.fileExists(atPath: folder))
        for number in try workspace.directory("whole").state().records.keys {
            let (own, whole) = try (workspace.trial(number, "pieces"), workspace.trial(number, "whole"))
            #expect(try own.metricsRows() == whole.metricsRows(), "trial \(number)")
            for file in [RunFile.model, RunFile.predictions, RunFile.stepsTable, RunFile.lastCheckpoint] {
                #expect(
                    FileManager.default.contents(atPath: own.file(file))
                        == FileManager.default.contents(atPath: whole.file(file)), "trial \(number): \(file)")
            }
        }
    }

    @Test("What cannot be read is trained again")
    func damaged() throws {
        let workspace = try SweepWorkspace()
        let section = Self.rates
        #expect(try workspace.sweep(section, runs: "whole") == .done)
        for damage in 0..<4 {
            let runs = "damaged-\(damage)"
            let status = try workspace.sweep(
                section, runs: runs, isInterrupted: Self.interrupting(after: 20))
            #expect(status == .interrupted)
            let folder = try workspace.directory(runs).file(SweepFile.checkpoints)
            let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first)
            let path = folder + "/" + name
            var bytes = try #require(FileManager.default.contents(atPath: path))
            switch damage {
            case 0: bytes = Data()
            case 1: bytes.removeLast(100)
            case 2: bytes[bytes.count - 5] ^= 1
            default: bytes.replaceSubrange(14..<22, with: [UInt8](repeating: 0xff, count: 8))
            }
            try bytes.write(to: URL(filePath: path))
            #expect(try workspace.sweep(section, runs: runs) == .done)
            #expect(try workspace.table(runs) == workspace.table("whole"))
            #expect(!FileManager.default.fileExists(atPath: folder))
        }
    }

    @Test("A stack comes back from its file as it was; damaged anywhere, it is refused")
    func file() throws {
        var report = EpochReport(
            trial: 0, epoch: 1, step: 3, learningRate: 0.1, values: [NamedValue("train_loss", .nan)])
        report.norms = [ParameterNorms(name: "w", weight: .infinity, gradient: .nan)]
        var state = TrainingState()
        state.step = 3
        state.lastEpoch = report
        var checkpoint = TrainingCheckpoint(
            trial: 0, state: state,
            tensors: [
                try #require(StoredTensor(name: "w", elementType: .float32, shape: [1], bytes: [1, 2, 3, 4]))
            ],
            specification: "seed: 1")
        let divergence = Divergence(
            step: 3, epoch: 1, learningRate: .infinity, loss: .nan, parameter: "w", parametersAreFinite: true)
        checkpoint.ended = .diverged(divergence)
        let fold = SavedStack.Fold(
            fold: 2, checkpoint: checkpoint, reports: [TimedReport(report: report, seconds: 0.5)],
            losses: [0.1, .nan])
        let stack = SavedStack(
            dataKey: "key",
            trials: [.init(number: 7, hash: "h", seconds: 1, elapsed: 2, folds: [fold])])
        let bytes = try stack.encoded()
        let again = try SavedStack(bytes: bytes)
        #expect(try again.encoded() == bytes)
        #expect(again.trials[0].folds[0].losses[1].isNaN)
        let norms = again.trials[0].folds[0].checkpoint.state.lastEpoch?.norms
        #expect(norms?.first?.weight == .infinity && norms?.first?.gradient.isNaN == true)
        guard case .diverged(let found)? = again.trials[0].folds[0].checkpoint.ended else {
            Issue.record("the ending is lost")
            return
        }
        #expect(found.learningRate == .infinity && found.loss.isNaN && found.parameter == "w")
        for place in bytes.indices {
            var wrong = bytes
            wrong[place] ^= 0x5a
            // A header may be another one that can be read; the body is what its hash says or nothing.
            if let read = try? SavedStack(bytes: wrong) {
                #expect(read.trials.count <= 1)
            }
            #expect(throws: (any Error).self) { try SavedStack(bytes: bytes.prefix(place)) }
        }
    }
}
