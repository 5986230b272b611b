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
        let page = SweepReport.page(try SweepContents(path: sweep.path)).markup
        expectHarmless(page)
        for section in SweepReportSectionRegistry.all {
            let opening = "<section id=\"\(section.name)\">"
            #expect(page.contains(opening), "\(section.name)")
        }
    }

    @Test("the page is valid HTML", .enabled(if: Tidy.isThere, "skipped: 'tidy' is not installed"))
    func valid() throws {
        let sweep = try SampleSweep(trials: 60, hostile: RunReportTests.hostile)
        let findings = try Tidy.findings(try SweepReport.write(path: sweep.path))
        #expect(findings.isEmpty, "\(findings)")
    }

    // Of trials 0 … 59, 10, 21, 32, 43 and 54 diverged and 6, 13, 20, 27, 34, 41, 48, 55 were pruned.
    @Test("trials are counted and ranked by their objective")
    func contents() throws {
        let sweep = try SampleSweep(trials: 60)
        let contents = try SweepContents(path: sweep.path)
        #expect(contents.trials.count { $0.state == "diverged" } == 5)
        #expect(contents.trials.count { $0.state == "pruned" } == 8)
        #expect(contents.ranking.count == 47)
        #expect(contents.objective == "val_loss")
        #expect(contents.parameters.map(\.path) == ["optimizer.lr", "x"])
        #expect(contents.parameters[1].categories == ["x", "adam"])
        let values = contents.ranking.map { contents.trials[$0].objective }
        #expect(values == values.sorted())
    }

    @Test("a sweep of ten thousand trials has a page below 5 MB")
    func large() throws {
        let sweep = try SampleSweep(trials: 10_000)
        let page = SweepReport.page(try SweepContents(path: sweep.path)).markup
        #expect(page.utf8.count < 5_000_000)
        #expect(page.contains("1,500 of 10,000 are drawn"))
    }

    @Test("a folder without a table of trials is an error that names it")
    func missing() throws {
        let folder = try TemporaryFolder()
        #expect(throws: RunError.self) { try SweepContents(path: folder.path) }
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
