import Data
import Foundation
import Spec
import TestSupport
import Testing

@Suite("Several targets")
struct SeveralTargetsTests {
    private static let source = "source: {csv: data.csv}\n"

    private func data() throws -> TestData {
        try TestData(csv: "a,y,z,k\n1,10,2,u\n2,20,4,v\n3,40,8,u\n4,80,16,v\n5,160,32,u\n")
    }

    @Test("a row of the target matrix has one number of each, in the order written")
    func matrices() throws {
        let prepared = try data().prepare(Self.source + "target: [z, y]\nsteps: [{drop: k}]")
        #expect(prepared.targetNames == ["z", "y"])
        #expect(prepared.featureNames == ["a"])
        #expect(prepared.target == .real)
        let train = try #require(prepared[split: "train"])
        #expect(rows(train.targets) == [[2, 10], [4, 20], [8, 40], [16, 80], [32, 160]])
        #expect(prepared.targetTransform == nil)
    }

    /// log2 y and (z - 12.4) / 1: mean of 2, 4, 8, 16, 32 is 12.4.
    @Test("each is taken back through its own steps; the source's values stay beside them")
    func transforms() throws {
        for keeps in [true, false] {
            let prepared = try StageKeeping.$keepsAll.withValue(keeps) {
                try data().prepare(
                    Self.source + "target: [y, z]\nsteps: [{drop: k}, {log: {columns: y, base: 2}}, "
                        + "{standardize: {columns: z, with_std: false}}]", elementType: .float32)
            }
            let transform = try #require(prepared.targetTransform)
            #expect(transform.inverted([3, -2.4, 4, 3.6]) == [8, 10, 16, 16])
            #expect(transform.inverted(3, column: 0) == 8)
            let train = try #require(prepared[split: "train"])
            #expect(train.originalTargets == [10, 2, 20, 4, 40, 8, 80, 16, 160, 32])
            let state = try Preprocessing(json: try prepared.preprocessing.json())
            #expect(state.targets == ["y", "z"])
            #expect(state.targetTransform == transform)
        }
    }

    @Test("of one that no step changes, the values are those of the column")
    func unchanged() throws {
        let prepared = try data().prepare(Self.source + "target: [y, z]\nsteps: [{drop: k}, {log: y}]")
        let train = try #require(prepared[split: "train"])
        #expect(train.originalTargets == [10, 2, 20, 4, 40, 8, 80, 16, 160, 32])
        // 1.5 is no target; the second column is left alone.
        #expect(prepared.targetTransform?.inverted([0, 1.5]) == [1, 1.5])
    }

    @Test("the state of one target is written as before")
    func stateOfOne() throws {
        let one = try data().prepare(Self.source + "target: y\nsteps: [{drop: k}]")
        #expect(try one.preprocessing.json().contains("\"target\" : \"y\""))
    }

    @Test("'target' and 'features' in steps mean all of them")
    func selectors() throws {
        let prepared = try data().prepare(
            Self.source + "target: [y, z]\nsteps: [{drop: k}, {log: target}, {standardize: features}]")
        let train = try #require(prepared[split: "train"])
        #expect(train.targets[0, 0] == log(10.0))
        #expect(train.targets[0, 1] == log(2.0))
        #expect(abs(train.features[2, 0]) < 1e-12)
    }

    /// Each, and what is said of it.
    private static let wrong: [(String, String)] = [
        ("target: [y, q]", "unknown-column: the target 'q' is not among the columns after the last step"),
        ("target: [y, k]", "several-targets: several targets hold numbers each, and 'k' holds categories"),
        (
            "target: [y, z]\ntarget_type: class",
            "several-targets: one target can hold classes, and there are 2"
        ),
        (
            "target: [y, z]\nsteps: [{drop: k}]\nfeatures: [a, z]",
            "target-is-feature: the target 'z' is among"
        ),
        ("target: [y, z]\nsteps: [{drop: k}, {one_hot: z}]", "target-is-feature: 'one_hot' would change the"),
        (
            "target: [y, z]\nsteps: [{drop: k}, {select_k_best: {k: 1}}]",
            "several-targets: 'select_k_best' looks at one target, and there are 2"
        ),
        (
            "target: [y, z]\nsteps: [{target_encode: k}]",
            "several-targets: 'target_encode' looks at one target, and there are 2"
        ),
        (
            "target: [y, z]\nsteps: [{drop: k}]\nsplit: {stratified: {train: 0.8, test: 0.2}}",
            "several-targets: 'stratified' looks at one target, and there are 2"
        ),
    ]

    @Test("what cannot be is refused with the column", arguments: wrong)
    func refusals(_ yaml: String, _ message: String) throws {
        let found = errorText { _ = try data().prepare(Self.source + yaml) }
        #expect(found.hasPrefix(message))
    }

    @Test("names: a list, a range of later values, and what is none of them")
    func names() throws {
        #expect(
            try dataSection(Self.source + "target: v_t+1..3").targets.value == ["v_t+1", "v_t+2", "v_t+3"])
        #expect(try dataSection(Self.source + "target: [b, v_t+2..2]").targets.value == ["b", "v_t+2"])
        #expect(try dataSection(Self.source + "target: a1..3").targets.value == ["a1..3"])
        for (yaml, message) in [
            ("[]", "a column, or a list of columns, found an empty list"),
            ("[y, y]", "the target 'y' is named twice"),
            ("{a: b}", "expected text"),
            ("v_t+1..5000", "5000 targets are more than 1000"),
        ] {
            #expect {
                _ = try dataSection(Self.source + "target: \(yaml)")
            } throws: {
                "\($0)".contains(message)
            }
        }
    }

    @Test("a seed, a fold and the cache change nothing about them")
    func folds() throws {
        let data = try data()
        let yaml = Self.source + "target: [y, z]\nsteps: [{drop: k}, {log: y}]\nsplit: {k_fold: {folds: 2}}"
        let first = try data.pipeline(yaml).prepareFolds()
        let again = try data.pipeline(yaml).prepareFolds()
        withExtendedLifetime(data.folder) {}
        #expect(again.allSatisfy { $0.isFromCache })
        for (one, other) in zip(first, again) {
            for (left, right) in zip(one.splits, other.splits) {
                #expect(rows(left.targets) == rows(right.targets))
                #expect(left.originalTargets == right.originalTargets)
            }
        }
    }
}
