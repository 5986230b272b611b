import Foundation
import Pipeline
import Runs
import TestSupport
import Testing
import Training

@Suite("What a run writes for its report")
struct RunInsightsTests {
    @Test("a report and its files only when they are wanted")
    func wanted() throws {
        let workspace = try TestWorkspace()
        workspace.run()
        let plain = try #require(workspace.runs.first)
        #expect(plain.exists(RunFile.graph))
        #expect(!plain.exists(RunFile.report))
        #expect(!plain.exists(RunFile.importance))
        let folder = workspace.folder.file("with-report")
        workspace.run(runs: folder, writesReport: true)
        let run = try RunIndex(folder: folder).find("latest")
        let page = try String(contentsOfFile: run.file(RunFile.report), encoding: .utf8)
        for section in ["figures", "curves", "regression", "importance", "pipeline"] {
            let opening = "<section id=\"\(section)\">"
            #expect(page.contains(opening), "\(section)")
        }
    }

    @Test("the data's profile is of the source's rows and of the training rows, cached or not")
    func profile() throws {
        let workspace = try TestWorkspace()
        var pages: [RunProfile] = []
        for name in ["fresh", "cached"] {
            let folder = workspace.folder.file(name)
            workspace.run(runs: folder, writesReport: true)
            let run = try RunIndex(folder: folder).find("latest")
            pages.append(try RunJSON.decode(RunProfile.self, from: run.file(RunFile.profile)))
        }
        #expect(pages[0] == pages[1])
        // 40 rows, three fifths of them for training; three features and the target.
        #expect(pages[0].before?.rows == 40)
        #expect(pages[0].after?.rows == 24)
        #expect(pages[0].after?.columns.count == 4)
        #expect(pages[0].after?.columns.last?.role == "target")
        #expect(pages[0].after?.columns.first?.relation?.pearson != nil)
    }

    @Test("the stages of the pipeline are those of the plan, with the rows that were found")
    func graph() throws {
        let workspace = try TestWorkspace()
        workspace.run()
        let run = try #require(workspace.runs.first)
        let graph = try RunJSON.decode(RunGraph.self, from: run.file(RunFile.graph))
        #expect(graph.stages.first?.kind == "source")
        #expect(graph.stages.last?.kind == "artefacts")
        // 40 rows: three fifths, one fifth, one fifth.
        #expect(graph.stages.first { $0.kind == "split" }?.output == "train 24, val 8, test 8")
    }

    @Test("importance counts rows and features, is sorted, and is the same in every run")
    func importance() throws {
        let workspace = try TestWorkspace()
        var found: [RunImportance] = []
        for name in ["first", "second"] {
            let folder = workspace.folder.file(name)
            workspace.run(runs: folder, writesReport: true)
            let run = try RunIndex(folder: folder).find("latest")
            found.append(try RunJSON.decode(RunImportance.self, from: run.file(RunFile.importance)))
        }
        #expect(found[0] == found[1])
        #expect(found[0].split == "test")
        #expect(found[0].rows == 8)
        #expect(found[0].features.count == 3)
        let increases = found[0].features.map(\.increase)
        #expect(increases == increases.sorted(by: >))
        for feature in found[0].features {
            #expect(feature.lowest <= feature.increase && feature.increase <= feature.highest)
        }
    }

    @Test("the coefficients of a linear model are its weights")
    func coefficients() throws {
        let workspace = try TestWorkspace()
        workspace.run(["model=[{linear: 1}]"], writesReport: true)
        let run = try #require(workspace.runs.first)
        let found = try RunJSON.decode(RunCoefficients.self, from: run.file(RunFile.coefficients))
        let bytes = try Data(contentsOf: URL(fileURLWithPath: run.file(RunFile.model)))
        let file = try SafetensorsFile(bytes: [UInt8](bytes))
        #expect(found.weights == [try #require(file.tensors.first { $0.name == "0.weight" }?.doubles)])
        #expect(found.biases == file.tensors.first { $0.name == "0.bias" }?.doubles)
        #expect(found.features.count == 3)
        #expect(found.deviations.allSatisfy { $0 > 0 })
        #expect(found.rows == 24)
    }

    @Test("a model with hidden layers has no coefficients")
    func noCoefficients() throws {
        let workspace = try TestWorkspace()
        workspace.run(writesReport: true)
        #expect(try !#require(workspace.runs.first).exists(RunFile.coefficients))
    }
}
