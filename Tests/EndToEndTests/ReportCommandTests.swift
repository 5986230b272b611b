import Foundation
import Testing

extension EndToEndTests {
    @Suite("Reports on the command line")
    struct ReportCommandTests {
        @Test("run prints where its report is; report writes it anew, also for a run that was moved")
        func report() throws {
            let workspace = try Workspace()
            let experiment = AssayProgram.experiment("xor")
            let run = try AssayProgram.run(["run", experiment], in: workspace)
            #expect(run.code == 0, "\(run.errors)")
            #expect(run.output.contains("report.html"))
            let page = workspace.path + "/runs/latest/report.html"
            let before = try String(contentsOfFile: page, encoding: .utf8)
            #expect(before.contains("<section id=\"curves\">"))

            let moved = workspace.path + "/elsewhere"
            let folder = URL(filePath: workspace.path + "/runs/latest").resolvingSymlinksInPath().path
            try FileManager.default.moveItem(atPath: folder, toPath: moved)
            try FileManager.default.removeItem(atPath: moved + "/report.html")
            let again = try AssayProgram.run(["report", moved], in: workspace)
            #expect(again.code == 0, "\(again.errors)")
            #expect(try String(contentsOfFile: moved + "/report.html", encoding: .utf8) == before)
        }

        @Test("--no-report writes none")
        func noReport() throws {
            let workspace = try Workspace()
            let run = try AssayProgram.run(
                ["run", AssayProgram.experiment("xor"), "--no-report"], in: workspace)
            #expect(run.code == 0, "\(run.errors)")
            #expect(!FileManager.default.fileExists(atPath: workspace.path + "/runs/latest/report.html"))
        }

        @Test("a run that is not there is a wrong command line")
        func unknown() throws {
            let workspace = try Workspace()
            #expect(try AssayProgram.run(["report", "nothing"], in: workspace).code == 2)
        }
    }
}
