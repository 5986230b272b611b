import Foundation
import Report
import Runs
import TestSupport
import Testing

@Suite("Reports of sweeps")
struct SweepReportTests {
    @Test("a hostile name is harmless in every section")
    func hostile() throws {
        let sweep = try SampleSweep(trials: 60, hostile: RunReportTests.hostile)
        let page = SweepReport.page(try sweep.contents).markup
        expectHarmless(page)
        for section in SweepReportSectionRegistry.all {
            let opening = "<section id=\"\(section.name)\">"
            #expect(page.contains(opening), "\(section.name)")
        }
    }

    @Test("the page is valid HTML", .enabled(if: Tidy.isThere, "skipped: 'tidy' is not installed"))
    func valid() throws {
        let sweep = try SampleSweep(trials: 60, hostile: RunReportTests.hostile)
        let findings = try Tidy.findings(try SweepReport.write(sweep.contents))
        #expect(findings.isEmpty, "\(findings)")
    }

    // Among trials 0 … 59, 10, 21, 32, 43 and 54 diverged and 6, 13, 20, 27, 34, 41, 48, 55 were pruned.
    @Test("trials are counted and ranked by their objective")
    func contents() throws {
        let sweep = try SampleSweep(trials: 60)
        let contents = try sweep.contents
        #expect(contents.trials.count { $0.state == .diverged } == 5)
        #expect(contents.trials.count { $0.state == .pruned } == 8)
        #expect(contents.ranking.count == 47)
        #expect(contents.objective == "val_loss")
        #expect(contents.parameters.map(\.path) == ["optimizer.lr", "x"])
        #expect(contents.parameters[1].categories == ["x", "adam"])
        let values = contents.ranking.map { contents.trials[$0].score }
        #expect(values == values.sorted())
    }

    @Test("a sweep of ten thousand trials has a page below 5 MB")
    func large() throws {
        let sweep = try SampleSweep(trials: 10_000)
        let page = SweepReport.page(try sweep.contents).markup
        #expect(page.utf8.count < 5_000_000)
        #expect(page.contains("1,500 of 10,000 are drawn"))
    }

    @Test("a page from the ledger needs no other file")
    func ledger() throws {
        let folder = try TemporaryFolder()
        let directory = try SweepDirectory.create(
            in: folder.path, name: "rates", key: "abcdef01", specification: "name: rates\n"
        ) { id, time in
            SweepOpening(
                id: id, name: "rates", key: "abcdef01", created: time, specification: "rates.yaml",
                overrides: [], commandLine: [], parameters: ["optimizer.lr"], objective: "val_loss",
                direction: "maximize", sampler: "grid", pruner: nil, trials: 3, repeats: 1)
        }
        var events: [SweepEvent] = directory.opening().map { [.sweep($0)] } ?? []
        for (number, value) in [0.25, 0.75, 0.5].enumerated() {
            var record = TrialRecord(
                number: number, hash: "abcdef1234\(number)", state: .completed, reason: nil, attempt: 1,
                parameters: ["optimizer.lr": .number(Double(number + 1) / 10)], point: number, repetition: 0,
                seed: 1, ended: RunTime(milliseconds: 1_763_700_000_000), worker: "w")
            record.objective = value
            events.append(.trial(record))
        }
        let state = SweepState(events)
        let opening = try #require(state.opening)
        let summary = SweepSummary(
            opening: opening, state: state, status: "completed", total: 3, dropped: 0, importance: [],
            importancePoints: nil)
        let contents = try SweepContents(directory, state: state, summary: summary)
        #expect(contents.ranking == [1, 2, 0])
        let page = SweepReport.page(contents).markup
        #expect(page.contains("best val_loss, trial 1"))
        let path = try SweepReport.write(contents)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == page)
        #expect(SweepMarkdown(contents).text.contains("| 1 | 0.75000 | 0.2 |"))
    }

    @Test("a ledger without a first line is an error that names the directory")
    func missing() throws {
        let sweep = try SampleSweep(trials: 3)
        #expect(throws: RunError.self) {
            try SweepContents(sweep.directory, state: SweepState([]), summary: sweep.summary)
        }
    }

    @Test("the sections are registered once, one file each")
    func registry() throws {
        let files = try FileManager.default.contentsOfDirectory(
            atPath: packageRoot + "/Sources/Report/Sweep/Sections")
        #expect(files.sorted() == SweepReportSectionRegistry.all.map { "\($0).swift" }.sorted())
    }
}

/// Everything a name can do to a page.
func expectHarmless(_ text: String) {
    let dangerous = ["<b onmouseover", "onmouseover=\"", "\"\u{301}", "<!--"]
    for part in dangerous { #expect(!text.contains(part), "\(part)") }
    #expect(text.components(separatedBy: "</script>").count == 2)
}
