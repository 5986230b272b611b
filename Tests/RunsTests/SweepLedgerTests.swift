import Foundation
import Runs
import Testing

@Suite("Ledger of a sweep")
struct SweepLedgerTests {
    private func opening(_ id: String = "s", _ time: RunTime = RunTime(milliseconds: 0)) -> SweepOpening {
        SweepOpening(
            id: id, name: "s", key: "0123456789abcdef", created: time, specification: "s.yaml", overrides: [],
            commandLine: [], parameters: ["optimizer.lr"], objective: "val_loss", direction: "minimize",
            sampler: "grid", pruner: nil, trials: 4, repeats: 1)
    }

    private func record(_ number: Int, value: Double? = 1, state: TrialEnd = .completed) -> TrialRecord {
        var record = TrialRecord(
            number: number, hash: "abc\(number)", state: state, reason: nil, attempt: 1,
            parameters: ["optimizer.lr": .number(0.1)], point: number, repetition: 0, seed: 1,
            ended: RunTime(milliseconds: 0), worker: "w")
        record.objective = value
        record.metrics = ["val_loss": value]
        return record
    }

    private func sweep(in folder: String) throws -> SweepDirectory {
        try SweepDirectory.create(
            in: folder, name: "s", key: "0123456789abcdef", specification: "model: []\n"
        ) { id, time in opening(id, time) }
    }

    private func reading(_ path: String) throws -> LedgerReading {
        LedgerReading(try #require(FileManager.default.contents(atPath: path)))
    }

    @Test("Events come back in order, from any position on")
    func roundTrip() throws {
        try withTemporaryFolder { folder in
            let worker = SweepWorkerOpening(
                id: "w", process: .current(), job: "12_3", time: RunTime(milliseconds: 5))
            let ledger = SweepLedger(path: folder + "/w.jsonl", opening: .worker(worker))
            #expect(!FileManager.default.fileExists(atPath: ledger.path), "a worker without work has none")
            let cancelled = CancelledTrials(trials: [0, 1], rounds: [0, 2], time: RunTime(milliseconds: 6))
            let events: [SweepEvent] = [
                .sweep(opening()), .claim(worker: "w", trials: [0, 1], time: RunTime(milliseconds: 5)),
                .trial(record(0)), .more(trials: 3, time: RunTime(milliseconds: 7)), .lost(cancelled),
                .retry(cancelled), .left(worker: "w", time: RunTime(milliseconds: 8)),
            ]
            #expect(try ledger.append(Array(events.prefix(2))) == [.worker(worker)] + Array(events.prefix(2)))
            let first = try reading(ledger.path)
            #expect(first.events == [.worker(worker)] + Array(events.prefix(2)))
            #expect(try ledger.append(Array(events.dropFirst(2))) == Array(events.dropFirst(2)))
            let all = try #require(FileManager.default.contents(atPath: ledger.path))
            #expect(LedgerReading(all.dropFirst(first.end)).events == Array(events.dropFirst(2)))
            #expect(LedgerReading(all).events == [.worker(worker)] + events)
        }
    }

    @Test("A line torn at any byte is passed over, and the next process writes behind it")
    func tornLine() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/ledger.jsonl"
            _ = try SweepLedger(path: path).append([.sweep(opening()), .trial(record(0)), .trial(record(1))])
            let whole = try #require(FileManager.default.contents(atPath: path))
            let secondEnd = whole.dropLast().lastIndex(of: UInt8(ascii: "\n")) ?? 0
            for cut in stride(from: secondEnd + 2, to: whole.count, by: 37) {
                try whole.prefix(cut).write(to: URL(filePath: path))
                #expect(SweepState(try reading(path).events).records.count == 1)
                _ = try SweepLedger(path: path).append(.trial(record(1)))
                let reading = try reading(path)
                #expect(reading.damaged == [(secondEnd + 1)..<cut])
                #expect(SweepState(reading.events).records.keys.sorted() == [0, 1])
            }
        }
    }

    @Test(
        "Within a ledger the first record of a trial counts, of several ledgers the first by name; both must agree"
    )
    func firstCounts() {
        var state = SweepState(leaderCount: 1)
        state.apply(.sweep(opening()))
        state.apply(.trial(record(0, value: 2)), from: "b")
        state.apply(.trial(record(0, value: 3)), from: "b")
        #expect(state.records[0]?.objective == 2 && state.conflicts.isEmpty)
        var again = record(0, value: 2)
        again.worker = "a"
        again.seconds = 7
        again.ended = RunTime(milliseconds: 9)
        state.apply(.trial(again), from: "a")
        #expect(state.records[0]?.worker == "a" && state.conflicts.isEmpty)
        again.worker = "c"
        again.objective = 4
        state.apply(.trial(again), from: "c")
        #expect(state.records[0]?.worker == "a" && state.counts == [.completed: 1])
        #expect(
            state.conflicts[0]?.sentence.hasPrefix(
                "trial 0 was recorded twice and differently: completed with 2.0 by a, completed with 4.0 by c"
            ) == true)
        again.worker = "0"
        again.state = .failed
        again.objective = nil
        state.apply(.trial(again), from: "0")
        #expect(state.counts[.failed] == 1 && state.counts[.completed] == 0)
        #expect(state.leaders.records.isEmpty, "the record that led counts no longer")
    }

    @Test("Whatever the order in which ledgers are read, they add up to the same")
    func anyOrder() {
        let cancelled = CancelledTrials(trials: [0, 1], rounds: [0, 0], time: RunTime(milliseconds: 0))
        func again(_ number: Int, _ value: Double, _ worker: String) -> SweepEvent {
            var record = record(number, value: value)
            record.round = 1
            record.worker = worker
            return .trial(record)
        }
        let lines: [(SweepEvent, String)] = [
            (.trial(record(0, value: 1)), "a"), (.trial(record(1, value: 9)), "a"),
            (.trial(record(2, value: 3)), "a"), (.lost(cancelled), "b"), (.lost(cancelled), "c"),
            (again(0, 5, "b"), "b"), (again(0, 5, "c"), "c"),
            (.more(trials: 2, time: RunTime(milliseconds: 0)), "c"),
            (.trial(record(2, value: 3)), "c"),
        ]
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            var state = SweepState(leaderCount: 2)
            state.apply(.sweep(opening()))
            for (event, source) in lines.shuffled(using: &random) { state.apply(event, from: source) }
            #expect(state.records.keys.sorted() == [0, 2])
            #expect(state.records[0]?.worker == "b" && state.records[0]?.objective == 5)
            #expect(state.leaders.records.map(\.number) == [2, 0] && state.moreTrials == 2)
            #expect(state.counts[.completed] == 2 && state.conflicts.isEmpty)
            #expect(state.round(of: 1) == 1 && state.round(of: 2) == 0)
        }
    }

    @Test("The best come first, ties in order, and what has no result not at all")
    func ranking() {
        let state = SweepState([
            .sweep(opening()), .trial(record(0, value: 2)), .trial(record(1, value: nil, state: .diverged)),
            .trial(record(2, value: 1)), .trial(record(3, value: 2)),
            .trial(record(4, value: 0, state: .pruned)),
        ])
        #expect(state.ranking.map(\.number) == [2, 0, 3])
        #expect(state.counts == [.completed: 3, .diverged: 1, .pruned: 1])
    }

    @Test("The table has a row per trial in order, times last, and quotes what needs it")
    func table() {
        var second = record(1, value: nil, state: .failed)
        second.reason = "no \"x\", sorry"
        let text = SweepTable.text(
            SweepState([.sweep(opening()), .trial(second), .trial(record(0, value: 0.5))]))
        let lines = text.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(
            lines[0]
                == "trial,state,point,repetition,seed,optimizer.lr,val_loss (objective),val_loss,epochs,steps,best_epoch,same_as,hash,reason,seconds,ended,attempt"
        )
        #expect(lines[1].hasPrefix("0,completed,0,0,1,0.1,0.5,0.5,0,0,,,abc0,,0.0,"))
        #expect(lines[2].hasPrefix("1,failed,1,0,1,0.1,,,0,0,,,abc1,\"no \"\"x\"\", sorry\",0.0,"))
    }

    @Test("A sweep is found again by its key; a second process gets the same directory")
    func finding() throws {
        try withTemporaryFolder { folder in
            #expect(SweepDirectory.find(key: "0123456789abcdef", in: folder) == nil)
            let first = try sweep(in: folder)
            #expect(first.id.hasSuffix("-s-012345"))
            #expect(SweepDirectory.find(key: "0123456789abcdef", in: folder)?.path == first.path)
            #expect(SweepDirectory.find(key: "012345ffffffffff", in: folder) == nil)
            #expect(try sweep(in: folder).path == first.path)
            #expect(SweepDirectory.all(in: folder).count == 1)
            #expect(try SweepDirectory.find("012345", in: folder).path == first.path)
            #expect(try SweepDirectory.find("latest", in: folder).path == first.path)
            #expect(throws: RunError.notASweep(path: "x")) { try SweepDirectory.find("x", in: folder) }
        }
    }

    @Test("A trial's directory appears whole and replaces one left behind")
    func trialDirectories() throws {
        try withTemporaryFolder { folder in
            let directory = try sweep(in: folder)
            try directory.writeTrial("00000-abc", files: [("run.json", Data("a".utf8)), ("old", Data())])
            try directory.writeTrial(
                "00000-abc", files: [("run.json", Data("b".utf8)), ("checkpoints/x", Data())])
            #expect(text(of: directory.trialFolder("00000-abc") + "/run.json") == "b")
            let names = try FileManager.default.contentsOfDirectory(
                atPath: directory.trialFolder("00000-abc"))
            #expect(names.sorted() == ["checkpoints", "run.json"])
            directory.remove(["checkpoints/x"], ofTrial: "00000-abc")
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: directory.trialFolder("00000-abc"))
                    == ["run.json"])
        }
    }

    @Test("A trial that is tried again has no record until it ends anew; only failed ones are")
    func retry() {
        let events: [SweepEvent] = [
            .sweep(opening()), .trial(record(0, value: nil, state: .failed)), .trial(record(1)),
            .retry(CancelledTrials(trials: [0, 1], rounds: nil, time: RunTime(milliseconds: 1))),
        ]
        var state = SweepState(events)
        #expect(state.records.keys.sorted() == [1] && state.counts[.failed] ?? 0 == 0)
        state.apply(.trial(record(0, value: 3)))
        #expect(state.records[0]?.objective == 3)
        #expect(state.counts[.completed] == 2)
    }

    @Test("The best so many are the beginning of the ranking, equal ones in the order of trials")
    func best() {
        let values: [Double?] = [3, 1, nil, 2, 1, 5, .nan, 0.5]
        var state = SweepState(leaderCount: 3)
        state.apply(.sweep(opening()))
        for (number, value) in values.enumerated() { state.apply(.trial(record(number, value: value))) }
        for count in 0...9 {
            #expect(state.best(count).map(\.number) == state.ranking.prefix(count).map(\.number))
        }
        #expect(state.best(3).map(\.number) == [7, 1, 4])
        #expect(state.leaders.records.map(\.number) == [7, 1, 4])
        // Records that are not written yet count as well, but none twice.
        let others = [record(8, value: 0.1), record(1, value: 0)]
        #expect(state.leaders(adding: others).map(\.number) == [8, 7, 1])
    }

    @Test(
        "Points are ranked by the mean of their repeats; those without all of them come last, and are counted"
    )
    func pointRanking() {
        var first = opening()
        first.repeats = 2
        var state = SweepState([.sweep(first)])
        // Means 2, 1.5, 1 (one repeat failed), none, 1.5.
        let values: [Double?] = [1, 3, 2, 1, 1, nil, nil, nil, 0.5, 2.5]
        for (number, value) in values.enumerated() {
            var entry = record(number, value: value, state: value == nil ? .failed : .completed)
            entry.point = number / 2
            entry.repetition = number % 2
            state.apply(.trial(entry))
        }
        let points = state.pointRanking
        #expect(points.map(\.point) == [1, 4, 0, 2])
        #expect(points.map(\.mean) == [1.5, 1.5, 2, 1])
        #expect(points.map(\.count) == [2, 2, 2, 1])
        let summary = SweepSummary(
            opening: first, state: state, status: "completed", total: 10, dropped: 0, importance: [],
            importancePoints: nil)
        #expect(summary.best?.point == 1 && summary.best?.trial == 2 && summary.best?.value == 1.5)
        #expect(summary.bestTrial?.trial == 8 && summary.bestTrial?.value == 0.5)
        #expect(summary.best?.label == "point 1, 2 seeds")
    }

    @Test("The time of a sweep is that of all its processes, times they share counted once")
    func workedSeconds() {
        func time(_ seconds: Int64) -> RunTime { RunTime(milliseconds: seconds * 1000) }
        var state = SweepState([.sweep(opening())])
        for (worker, start, end, number) in [("a", 0, 10, 0), ("b", 5, 12, 1), ("c", 100, 130, 2)] {
            state.apply(.claim(worker: worker, trials: [number], time: time(Int64(start))))
            var entry = record(number, value: 1)
            entry.worker = worker
            entry.ended = time(Int64(end))
            state.apply(.trial(entry))
        }
        // 0 to 12 and 100 to 130.
        #expect(state.seconds == 42)
    }

    @Test("What was recorded of trials whose folders are gone counts no longer, among the leaders neither")
    func lost() {
        var state = SweepState(leaderCount: 2)
        state.apply(.sweep(opening()))
        for number in 0..<4 { state.apply(.trial(record(number, value: Double(number)))) }
        state.apply(.lost(CancelledTrials(trials: [0, 3], rounds: nil, time: RunTime(milliseconds: 1))))
        #expect(state.records.keys.sorted() == [1, 2] && state.counts[.completed] == 2)
        #expect(state.leaders.records.map(\.number) == [1, 2])
        state.apply(.trial(record(0, value: 9)))
        #expect(state.records[0]?.objective == 9)
    }

    @Test("A ledger of many pieces is read as one, a damaged line in the middle passed over")
    func manyPieces() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/ledger.jsonl"
            let events = [.sweep(opening())] + (0..<3000).map { SweepEvent.trial(record($0)) }
            #expect(try SweepLedger(path: path).append(events) == events)
            #expect(try reading(path).events == events)
            var lines = try #require(FileManager.default.contents(atPath: path)).split(
                separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            #expect(lines.reduce(0) { $0 + $1.count } > 3 << 18)
            lines[1500] = lines[1500].dropLast(9)
            try Data(lines.joined(separator: [UInt8(ascii: "\n")])).write(to: URL(filePath: path))
            let reading = try reading(path)
            #expect(reading.damaged.count == 1)
            #expect(reading.events == events.enumerated().filter { $0.offset != 1500 }.map(\.element))
        }
    }
}
