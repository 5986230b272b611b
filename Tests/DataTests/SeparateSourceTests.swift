import Data
import Spec
import TestSupport
import Testing

@Suite("Separate sources")
struct SeparateSourceTests {
    private func data() throws -> TestData {
        let data = try TestData(csv: "a,k,y\n1,u,10\n2,v,20\n3,u,30\n4,w,40\n", name: "train.csv")
        try data.folder.write("k,y,a,extra\nu,50,5,1\nq,60,6,2\n", to: "test.csv")
        return data
    }

    private static let source =
        "source: {separate: {train: {csv: train.csv}, test: {csv: test.csv}}}\ntarget: y\nfeatures: a\n"

    @Test("parts follow the files, columns their names; fitted steps see the training file")
    func parts() throws {
        let data = try data()
        let pipeline = try data.pipeline(Self.source + "steps: [{standardize: a}]")
        #expect(try pipeline.plan().partNames == ["train", "test"])
        let prepared = try pipeline.prepare()
        #expect(prepared.splits.map(\.name) == ["train", "test"])
        #expect(prepared.splits.map(\.rowIds) == [[0, 1, 2, 3], [4, 5]])
        // Training values 1, 2, 3, 4: mean 2.5, deviation √1.25.
        let deviation = 1.25.squareRoot()
        #expect(prepared[split: "test"].map { rows($0.features) } == [[2.5 / deviation], [3.5 / deviation]])
        #expect(prepared.sources.map { $0.path.split(separator: "/").last } == ["train.csv", "test.csv"])
        #expect(try pipeline.prepare().isFromCache)
        withExtendedLifetime(data.folder) {}
    }

    @Test("a filter may empty a part, which is said")
    func filtered() throws {
        let kept = try data().prepare(Self.source + "steps: [{filter: a != 2 and a != 5}]")
        #expect(kept.splits.map(\.rowIds) == [[0, 2, 3], [5]])
        let emptied = try data()
        let text = errorText { _ = try emptied.prepare(Self.source + "steps: [{filter: a < 5}]") }
        #expect(text == "data-values: the part 'test' has no rows")
    }

    @Test("validation rows can be taken from the training file; parts can be merged for training")
    func takenAndMerged() throws {
        let taken = try data().prepare(Self.source + "split: {predefined: {val: 0.25}}")
        #expect(taken.splits.map(\.name) == ["train", "val", "test"])
        #expect(taken.splits.map(\.rows) == [3, 1, 2])
        let train = taken[split: "train"]?.rowIds ?? []
        let val = taken[split: "val"]?.rowIds ?? []
        #expect((Array(train) + Array(val)).sorted() == [0, 1, 2, 3])
        let merged = try data().prepare(
            Self.source + "split: {predefined: {val: 1}}\ntrain_on: [train, val]\nsteps: [{standardize: a}]")
        #expect(merged.splits.map(\.rowIds) == [[0, 1, 2, 3], [4, 5]])
        #expect(merged.preprocessing.entries.first?.fittedRows == 4)
        let twice = try data()
        let text = errorText { _ = try twice.prepare(Self.source + "split: {predefined: {test: 0.25}}") }
        #expect(text.contains("the source has a part 'test' already"))
    }

    @Test("a source without parts has no predefined split; train_on names parts there are")
    func mistakes() throws {
        let plain = try data()
        let text = errorText {
            _ = try plain.prepare("source: {csv: train.csv}\ntarget: y\nfeatures: a\nsplit: predefined")
        }
        #expect(text == "data-values: the source has no parts of its own")
        for (yaml, code) in [
            ("train_on: [train, vall]", "unknown-part"), ("train_on: test", "missing-field"),
        ] {
            do {
                _ = try dataSection(Self.source + yaml)
                Issue.record("\(yaml) was accepted")
            } catch let error as SpecificationIsWrong {
                #expect(error.diagnostics.all.map(\.code) == [code])
            }
        }
    }
}
