import Foundation
import Report
import Runs
import TestSupport
import Testing

@Suite("Reports of runs")
struct RunReportTests {
    static let hostile = "</script><b onmouseover=\"x\">&'\"\u{301}]]>--><!--"

    @Test("a hostile name is harmless in every section", arguments: [true, false])
    func hostile(isRegression: Bool) throws {
        let predictions =
            isRegression ? SampleRun.regression : SampleRun.classes([Self.hostile, "b"])
        let run = try SampleRun(predictions: predictions, hostile: Self.hostile, hasFolds: true)
        let page = RunReport.page(try RunContents(run.directory)).markup
        expectHarmless(page)
        for section in RunSectionRegistry.all {
            // The response is drawn of models of one or two columns.
            let applies =
                section.name != "response"
                && (isRegression ? section.name != "classification" : section.name != "regression")
            let opening = "<section id=\"\(section.name)\">"
            #expect(page.contains(opening) == applies, "\(section.name)")
        }
    }

    @Test("nothing in a page leads out of it")
    func noReferences() throws {
        let run = try SampleRun(predictions: SampleRun.classes(["a", "b", "c"]))
        let page = RunReport.page(try RunContents(run.directory)).markup
            .replacing("http://www.w3.org/2000/svg", with: "")
        for word in ["http:", "https:", "src=", "@import", "url(", "<link"] {
            #expect(!page.contains(word), "\(word)")
        }
        for part in page.components(separatedBy: "href=\"").dropFirst() { #expect(part.hasPrefix("#")) }
    }

    @Test("pages are valid HTML", .enabled(if: Tidy.isThere, "skipped: 'tidy' is not installed"))
    func valid() throws {
        for predictions in [SampleRun.regression, SampleRun.classes([Self.hostile, "b"])] {
            let run = try SampleRun(predictions: predictions, hostile: Self.hostile, hasFolds: true)
            let path = try RunReport.write(run.directory)
            let findings = try Tidy.findings(path)
            #expect(findings.isEmpty, "\(findings)")
        }
    }

    @Test("a run that has nothing yet has a page that says so")
    func unfinished() throws {
        let run = try SampleRun(predictions: "", status: .interrupted)
        for name in try FileManager.default.contentsOfDirectory(atPath: run.directory.path)
        where name != "run.json" {
            run.directory.remove(name)
        }
        let page = RunReport.page(try RunContents(run.directory)).markup
        #expect(page.contains("The run was interrupted"))
        let curves = "<section id=\"curves\">"
        #expect(!page.contains(curves))
    }

    @Test("the page is the same whatever folder the run lies in")
    func moved() throws {
        let run = try SampleRun(predictions: SampleRun.regression)
        let before = RunReport.page(try RunContents(run.directory)).markup
        let place = run.folder.file("elsewhere")
        try FileManager.default.moveItem(atPath: run.directory.path, toPath: place)
        #expect(RunReport.page(try RunContents(try RunDirectory(path: place))).markup == before)
    }

    @Test("a cross-validation shows every fold, mean and deviation; an ordinary run has no such section")
    func folds() throws {
        let run = try SampleRun(predictions: SampleRun.regression, hasFolds: true)
        let page = RunReport.page(try RunContents(run.directory)).markup
        #expect(page.contains("each by a model that was not trained on it"))
        #expect(page.contains("Validation loss of each fold"))
        // The folds' losses are 0.25, 0.5 and 0.75; the deviation of the test loss 0.5 is 0.125.
        for text in [
            "0.25000</td>", "0.75000</td>", "0.50000 ± 0.13",
            "taken together in the target&#39;s own units: loss 0.37500",
        ] {
            #expect(page.contains(text), "\(text)")
        }
        let plain = try SampleRun(predictions: SampleRun.regression)
        let section = "<section id=\"folds\">"
        #expect(!RunReport.page(try RunContents(plain.directory)).markup.contains(section))
    }

    @Test("signs of a leak in the data stand among the warnings, other findings with the data")
    func profile() throws {
        let run = try SampleRun(predictions: SampleRun.regression, hostile: "width")
        let page = RunReport.page(try RunContents(run.directory)).markup
        let parts = page.components(separatedBy: "<section id=\"")
        let warnings = try #require(parts.first { $0.hasPrefix("warnings") })
        #expect(warnings.contains("serious\">Width says all about the target"))
        #expect(!warnings.contains("same value"))
        let data = try #require(parts.first { $0.hasPrefix("profile") })
        #expect(data.contains("Width has the same value in every row."))
        #expect(data.contains("1,000 rows of the source, 2 columns; figures from 10 evenly spaced ones"))
        #expect(data.contains("r 0.50, ρ -0.25"))
        #expect(data.contains("width 7, b 3"))
    }

    @Test("Markdown says what the page says, and names change nothing in its tables")
    func markdown() throws {
        let hostile = "a|b\n<i>"
        let run = try SampleRun(predictions: SampleRun.regression, hostile: hostile, hasFolds: true)
        let text = RunMarkdown(try RunContents(run.directory)).text
        #expect(text.hasPrefix("# a\\|b \\<i\\>\n"))
        #expect(text.contains("| loss ↓ | 0.25000 | 0.50000 ± 0.13 |"))
        #expect(text.contains("| 3 | a\\|b \\<i\\> | 0.75000 | – |"))
        #expect(text.contains("- seed 7\n"))
        #expect(!text.contains("# default"))
    }

    @Test("the sections are registered once, one file each")
    func registry() throws {
        let files = try FileManager.default.contentsOfDirectory(
            atPath: packageRoot + "/Sources/Report/Run/Sections")
        #expect(files.sorted() == RunSectionRegistry.all.map { "\($0).swift" }.sorted())
        #expect(Set(RunSectionRegistry.all.map { $0.name }).count == files.count)
    }

    // Four scores 0.9 (+), 0.8 (−), 0.8 (+), 0.1 (−). Pairs (+, −): 0.9 beats both, 0.8 ties one (½) and beats one:
    // area = 3.5 / 4. Average precision: ½ · 1 + ½ · ⅔.
    @Test("ranks rows with ties")
    func ranking() throws {
        let text =
            "row,target,prediction,p_n,p_y\n0,y,y,0.1,0.9\n1,n,y,0.2,0.8\n2,y,y,0.2,0.8\n3,n,n,0.9,0.1\n"
        let run = try SampleRun(predictions: text)
        let page = RunReport.page(try RunContents(run.directory)).markup
        #expect(page.contains("y, area 0.875"))
        #expect(page.contains("y, area 0.833"))
    }
}

@Suite("Tables of runs")
struct TableFileTests {
    @Test("numbers, quoted texts, torn and wrong lines")
    func reading() throws {
        let text = "a,\"b \"\"q\"\"\",c\n1,\"x,y\",1e-3\nbad,z,\n1,2\n2,\"line\nbreak\",nan\n3,torn"
        let table = try #require(CSVTable(bytes: Array(text.utf8)))
        let second = "b \"q\""
        #expect(table.names == ["a", second, "c"])
        #expect(table.rows == 3)
        let texts = ["x,y", "z", "line\nbreak"]
        #expect(table.texts(second) == texts)
        let numbers = try #require(table.numbers("a"))
        #expect(numbers[0] == 1 && numbers[1].isNaN && numbers[2] == 2)
        #expect(table.numbers("c")?[0] == 0.001)
        #expect(table.numbers("missing") == nil)
    }
}

/// The validator of HTML that Debian has.
enum Tidy {
    static let path = "/usr/bin/tidy"
    static var isThere: Bool { FileManager.default.isExecutableFile(atPath: path) }

    /// What it complains about; empty for a valid page.
    static func findings(_ file: String) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = ["-q", "-e", "-utf8", file]
        let pipe = Pipe()
        process.standardError = pipe
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}
