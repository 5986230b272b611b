import Foundation
import Pipeline
import Runs
import TestSupport
import Testing

/// What a sweep is covers the content of every file it reads, so that results of other inputs are never mixed in.
@Suite("Identity of sweeps")
struct SweepIdentityTests {
    private func sweeps(_ workspace: SweepWorkspace) -> [SweepDirectory] {
        SweepDirectory.all(in: workspace.workspace.runsFolder)
    }

    private func rates(_ directory: SweepDirectory) throws -> [JSONValue?] {
        try directory.state().ordered.map { $0.parameters["optimizer.lr"] }
    }

    @Test("An edited table of trials is a new sweep; the same one is found again")
    func editedTrials() throws {
        let workspace = try SweepWorkspace()
        let folder = workspace.workspace.folder
        let section = "sweep: {trials: {csv: trials.csv}}\n"
        try folder.write("optimizer.lr\n0.1\n0.05\n", to: "trials.csv")
        #expect(try workspace.sweep(section) == .done)
        #expect(try workspace.sweep(section) == .done)
        #expect(sweeps(workspace).count == 1)
        try folder.write("optimizer.lr\n0.02\n0.3\n0.01\n", to: "trials.csv")
        #expect(try workspace.sweep(section) == .done)
        let all = sweeps(workspace)
        #expect(all.count == 2)
        let lists = try all.map { try rates($0) }
        #expect(lists.contains([.number(0.02), .number(0.3), .number(0.01)]))
        #expect(lists.contains([.number(0.1), .number(0.05)]))
    }

    @Test(
        "Another content of a swept data file is a new sweep, however the file is named",
        arguments: [
            "parameters: {data.source.csv: [data/plants.csv, data/other.csv]}",
            "trials: [{data.source.csv: data/plants.csv}, {data.source: {csv: data/other.csv}}]",
            "{parameters: {data.source: [{csv: data/other.csv}], optimizer.lr: [0.1, 0.01]}}",
        ])
    func dataFiles(_ search: String) throws {
        let workspace = try SweepWorkspace()
        let folder = workspace.workspace.folder
        let plants = try String(contentsOfFile: folder.file("data/plants.csv"), encoding: .utf8)
        let lines = plants.split(separator: "\n")
        func write(_ count: Int) throws {
            try folder.write(lines.prefix(count).joined(separator: "\n") + "\n", to: "data/other.csv")
        }
        let section = search.hasPrefix("{") ? "sweep: \(search)\n" : "sweep: {\(search)}\n"
        try write(30)
        #expect(try workspace.sweep(section) == .done)
        #expect(try workspace.sweep(section) == .done)
        #expect(sweeps(workspace).count == 1)
        let before = try workspace.table()
        try write(25)
        #expect(try workspace.sweep(section) == .done)
        #expect(sweeps(workspace).count == 2)
        #expect(try workspace.table() != before)
    }

    @Test("Another order of parameters numbers the trials anew, and is never continued under the old numbers")
    func order() throws {
        let workspace = try SweepWorkspace()
        let first = "sweep: {parameters: {optimizer.lr: [0.1, 0.01], model.0.units: [2, 3]}}\n"
        let second = "sweep: {parameters: {model.0.units: [2, 3], optimizer.lr: [0.1, 0.01]}}\n"
        try workspace.sweep(first, gate: CrashingGate(after: 12))
        #expect(try workspace.sweep(second) == .done)
        #expect(sweeps(workspace).count == 2)
        let records = try workspace.directory().state().ordered
        #expect(Set(records.map(\.parameters)).count == 4)
    }

    @Test("Trials whose folders are gone are trained again; nothing is called complete without them")
    func removedFolders() throws {
        let workspace = try SweepWorkspace()
        let section = """
            sweep: {trials: [{optimizer.lr: 0.1}, {optimizer.lr: 0.01}, {optimizer.lr: 0.1}]}

            """
        #expect(try workspace.sweep(section) == .done)
        let directory = try workspace.directory()
        let table = try workspace.table()
        for record in try directory.state().ordered.prefix(1) {
            try FileManager.default.removeItem(atPath: directory.trialFolder(record.folderName))
        }
        #expect(try workspace.sweep(section) == .done)
        #expect(try workspace.table() == table)
        #expect(try workspace.trial(0).exists(RunFile.metricsTable))
        try FileManager.default.removeItem(atPath: directory.file(SweepFile.trials))
        #expect(try workspace.sweep(section) == .done)
        #expect(try workspace.table() == table)
        #expect(try directory.lostTrials(directory.state()).isEmpty)
        #expect(sweeps(workspace).count == 1)
    }
}
