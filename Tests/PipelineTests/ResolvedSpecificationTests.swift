import Foundation
import Pipeline
import Spec
import TestSupport
import Testing

@Suite("Resolved specifications")
struct ResolvedSpecificationTests {
    @Test("A path from a layer in another folder keeps naming the same file")
    func pathsOfLayers() throws {
        let workspace = try TestWorkspace()
        let text = try String(contentsOfFile: workspace.folder.file("fine.yaml"), encoding: .utf8)
        try workspace.folder.write(
            text.replacing("data/plants.csv", with: "../data/plants.csv"), to: "base/base.yaml")
        try workspace.folder.write("extends: base/base.yaml\nseed: 5\n", to: "top.yaml")
        let path = workspace.folder.file("top.yaml")
        let reading = SpecReading(
            SpecRequest(
                input: .path(path), path: path, overrides: [], environment: workspace.environment))
        let checked = try #require(reading.checked, "\(reading.diagnostics)")
        let resolved = ResolvedSpec(checked, name: "top")
        #expect(
            resolved.node["data"]?["source"]?["path"]?.content
                == .string(workspace.folder.file("data/plants.csv")))
        #expect(resolved.text.contains("seed: 5"))
        #expect(reading.sources.asWritten.contains("# file: \(path)"))
    }

    @Test("It reads back as the same specification")
    func readsBack() throws {
        let workspace = try TestWorkspace()
        let path = workspace.folder.file("fine.yaml")
        let first = SpecReading(
            SpecRequest(
                input: .path(path), path: path, overrides: [], environment: workspace.environment))
        let resolved = ResolvedSpec(try #require(first.checked), name: "plants")
        let again = SpecReading(
            SpecRequest(
                input: .text(resolved.text, name: path), path: path, overrides: [],
                environment: workspace.environment))
        let checked = try #require(again.checked, "\(again.diagnostics)")
        #expect(
            SpecDifference.paths(resolved.node, ResolvedSpec(checked, name: "plants").node).isEmpty)
    }

    @Test("Differences are named by their paths, order of keys aside")
    func differences() {
        func node(_ text: String) -> SpecNode {
            SpecReader.read(.text(text, name: "a.yaml"), as: ExperimentSpec.self).root
                ?? SpecNode(.null, origin: .defaultValue)
        }
        let first = node("seed: 1\ntrain: {epochs: 5, batch_size: 8}\nname: a\n")
        let second = node("name: a\ntrain: {batch_size: 9, epochs: 5}\nseed: 1\nthreads: 2\n")
        #expect(SpecDifference.paths(first, second) == ["train.batch_size", "threads"])
    }
}
