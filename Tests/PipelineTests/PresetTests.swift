import Foundation
import Pipeline
import Spec
import TestSupport
import Testing

@Suite("Presets")
struct PresetTests {
    private func reading(_ text: String, in workspace: TestWorkspace) throws -> SpecReading {
        try workspace.folder.write(text, to: "top.yaml")
        let path = workspace.folder.file("top.yaml")
        return SpecReading(
            SpecRequest(
                input: .path(path), path: path, overrides: [], environment: workspace.environment))
    }

    @Test("Every preset says where each of its values comes from")
    func origins() throws {
        let workspace = try TestWorkspace()
        for (preset, target) in [("tabular_regression", "weight"), ("tabular_classification", "kind")] {
            let found = try reading(
                "extends: preset:\(preset)\ndata: {source: {csv: data/plants.csv}, target: \(target)}\n",
                in: workspace)
            let checked = try #require(found.checked, "\(found.diagnostics)")
            #expect(found.diagnostics.all.isEmpty)
            let text = ResolvedSpec(checked, name: "top").text
            #expect(text.contains("schedule:"))
            #expect(text.contains("# preset:\(preset):"))
            #expect(found.sources.asWritten.contains("# file: preset:\(preset)"))
        }
    }

    @Test("A name that is none is refused with those that are")
    func unknown() throws {
        let found = try reading("extends: preset:tabular\nseed: 1\n", in: try TestWorkspace())
        let finding = try #require(found.diagnostics.all.first)
        #expect(finding.code == "unknown-preset")
        #expect(
            finding.help == "choose 'preset:tabular_classification' or 'preset:tabular_regression'")
    }

    @Test("A run of a preset predicts, and starts from its data the same way with any number of threads")
    func runs() throws {
        let workspace = try TestWorkspace()
        try workspace.folder.write(
            """
            extends: preset:tabular_classification
            data: {source: {csv: data/plants.csv}, target: kind}
            train: {epochs: 2}
            """, to: "top.yaml")
        let overrides = ["model.3.sizes=[8, 8]"]
        workspace.run(overrides, specification: "top.yaml")
        workspace.run(overrides + ["threads=2"], specification: "top.yaml")
        let files = try workspace.runs.map { run in
            try #require(FileManager.default.contents(atPath: run.file("model.safetensors")))
        }
        #expect(files.count == 2)
        #expect(files.first == files.last)
    }
}
