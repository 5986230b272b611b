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

        private static let sweep = """
            name: rates
            seed: 5
            data:
              source: {linear: {rows: 120, inputs: 3}}
              target: y
              split: {random: {train: 0.7, val: 0.3}}
            model: [{linear: 1}]
            loss: mse
            train: {epochs: 3, batch_size: 16}
            metrics: [r2]
            """

        @Test("a sweep ends with its page; report writes it from the ledger alone")
        func sweep() throws {
            let workspace = try Workspace()
            _ = try workspace.write(Self.sweep, to: "rates.yaml")
            let sweep = try AssayProgram.run(
                ["sweep", "rates.yaml", "optimizer.lr=0.001,0.003,0.01,0.1", "train.batch_size=8,16,32"],
                in: workspace)
            #expect(sweep.code == 0, "\(sweep.errors)")
            let folder = try #require(
                sweep.output.split(separator: "\n").last { $0.hasSuffix("/report.html") }.map(String.init)
            )
            .replacing("/report.html", with: "")
            let before = try String(contentsOfFile: folder + "/report.html", encoding: .utf8)
            for section in ["best", "history", "curves", "parallel", "slices", "contours", "timeline"] {
                let opening = "<section id=\"\(section)\">"
                #expect(before.contains(opening), "\(section)")
            }
            for name in ["report.html", "trials.csv"] {
                try FileManager.default.removeItem(atPath: folder + "/" + name)
            }
            let again = try AssayProgram.run(["report", "sweeps/latest"], in: workspace)
            #expect(again.code == 0, "\(again.errors)")
            #expect(try String(contentsOfFile: folder + "/report.html", encoding: .utf8) == before)
            let text = try AssayProgram.run(["report", folder, "--format", "md"], in: workspace)
            #expect(text.output.contains("12 trials: 12 completed"))
        }

        @Test("a page that cannot be written loses no sweep")
        func unwritable() throws {
            let workspace = try Workspace()
            _ = try workspace.write(Self.sweep, to: "rates.yaml")
            let arguments = ["sweep", "rates.yaml", "optimizer.lr=0.01,0.1"]
            #expect(try AssayProgram.run(arguments, in: workspace).code == 0)
            let page = workspace.path + "/runs/sweeps/latest/report.html"
            try FileManager.default.removeItem(atPath: page)
            try FileManager.default.createDirectory(
                atPath: page + "/inside", withIntermediateDirectories: true)
            let again = try AssayProgram.run(arguments, in: workspace)
            #expect(again.code == 0, "\(again.errors)")
            #expect(again.errors.contains("warning: the report could not be written"))
            #expect(again.output.contains("2 of 2 trials ended"))
        }

        @Test("a run that was moved or copied shows, compares, reports, predicts and resumes the same")
        func elsewhere() throws {
            let workspace = try Workspace()
            let experiment = AssayProgram.experiment("xor")
            let run = try AssayProgram.run(["run", experiment, "train.epochs=40"], in: workspace)
            #expect(run.code == 0, "\(run.errors)")
            let original = try #require(workspace.runDirectories().first?.path)
            let copy = workspace.path + "/somewhere/else"
            try FileManager.default.createDirectory(
                atPath: workspace.path + "/somewhere", withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: original, toPath: copy)
            let data = AssayProgram.packageRoot + "/experiments/data/xor.csv"
            var found: [[String]] = []
            for place in [original, copy] {
                func text(_ arguments: [String]) throws -> String {
                    let ending = try AssayProgram.run(arguments, in: workspace)
                    #expect(ending.code == 0, "\(arguments): \(ending.errors)")
                    return ending.output.replacing(place, with: "RUN")
                }
                let show = try text(["show", place])
                let compared = try text(["compare", place, "--format", "json"])
                let predicted = try text(["predict", place, "--data", data, "--out", "-"])
                _ = try text(["report", place])
                let page = try RunFiles(path: place).text("report.html")
                found.append([
                    show, compared.replacing((place as NSString).lastPathComponent, with: "ID"),
                    predicted, page,
                ])
            }
            for (first, second) in zip(found[0], found[1]) { #expect(first == second) }
            for place in [original, copy] {
                let resumed = try AssayProgram.run(["resume", place, "train.epochs=60"], in: workspace)
                #expect(resumed.code == 0, "\(resumed.errors)")
            }
            let (one, two) = (RunFiles(path: original), RunFiles(path: copy))
            #expect(try one.metricsWithoutTimes() == two.metricsWithoutTimes())
            #expect(try one.text("predictions.csv") == two.text("predictions.csv"))
        }

        @Test("a cross-validation has a page with its folds and event files for each")
        func folds() throws {
            let workspace = try Workspace()
            _ = try workspace.write(
                Self.sweep.replacing("{random: {train: 0.7, val: 0.3}}", with: "{k_fold: 3}"),
                to: "folds.yaml")
            let run = try AssayProgram.run(["run", "folds.yaml"], in: workspace)
            #expect(run.code == 0, "\(run.errors)")
            let files = try #require(workspace.runDirectories().first)
            let page = try files.text("report.html")
            for section in ["folds", "curves", "regression", "profile"] {
                let opening = "<section id=\"\(section)\">"
                #expect(page.contains(opening), "\(section)")
            }
            for name in ["", "folds/1/", "folds/2/", "folds/3/"] {
                #expect(files.exists(name + "events.out.tfevents.assay"), "\(name)")
            }
            let listed = try AssayProgram.run(
                ["ls", "--columns", "folds,val_r2,val_r2_sd", "--json"], in: workspace)
            #expect(listed.output.contains("\"folds\":3"), "\(listed.output)")
            #expect(listed.output.contains("\"val_r2_sd\":0."), "\(listed.output)")
        }

        @Test("a run that is not there is a wrong command line")
        func unknown() throws {
            let workspace = try Workspace()
            #expect(try AssayProgram.run(["report", "nothing"], in: workspace).code == 2)
        }
    }
}
