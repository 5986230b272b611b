import Data
import Foundation
import Kernels
import Spec
import TestSupport
import Testing

@Suite("Preparing data")
struct PreparingTests {
    private static let csv = """
        a,flag,kind,y
        1,true,u,10
        2,false,v,20
        3,true,w,30
        4,false,u,40
        """

    @Test("matrices are contiguous, in the element type asked for; truth values count as 0 and 1")
    func matrices() throws {
        let data = try TestData(csv: Self.csv)
        for type in [ElementType.float32, .float64] {
            let prepared = try data.prepare(
                "source: {csv: data.csv}\ntarget: y\nsteps: [{drop: kind}]", elementType: type
            )
            #expect(prepared.featureNames == ["a", "flag"])
            let train = try #require(prepared[split: "train"])
            #expect(train.features.buffer.elementType == type)
            #expect(rows(train.features) == [[1, 1], [2, 0], [3, 1], [4, 0]])
            #expect(rows(train.targets) == [[10], [20], [30], [40]])
            #expect(train.rowIds == [0, 1, 2, 3])
            #expect(prepared.target == .real)
            #expect(prepared.targetTransform == nil)
        }
    }

    @Test("row ids are those of the source after a filter")
    func rowIds() throws {
        let prepared = try TestData(csv: Self.csv).prepare(
            "source: {csv: data.csv}\ntarget: y\nfeatures: a\nsteps: [{filter: kind == 'u'}]"
        )
        #expect(prepared[split: "train"]?.rowIds == [0, 3])
    }

    @Test(
        "classes",
        arguments: [
            ("kind", "auto", ["u", "v", "w"], [0, 1, 2, 0]),
            ("flag", "auto", ["false", "true"], [1, 0, 1, 0]),
            ("y", "class", ["10", "20", "30", "40"], [0, 1, 2, 3]),
        ] as [(String, String, [String], [Double])])
    func classes(_ target: String, _ type: String, _ names: [String], _ indices: [Double]) throws {
        let prepared = try TestData(csv: Self.csv).prepare(
            "source: {csv: data.csv}\ntarget: \(target)\ntarget_type: \(type)\nfeatures: a"
        )
        #expect(prepared.target == .classes(names))
        #expect(prepared[split: "train"].map { rows($0.targets).map { $0[0] } } == indices)
    }

    @Test("classes that no row has are left out")
    func unusedClasses() throws {
        let prepared = try TestData(csv: Self.csv).prepare(
            "source: {csv: data.csv}\ntarget: kind\nfeatures: a\nsteps: [{filter: a != 2}]"
        )
        #expect(prepared.target == .classes(["u", "w"]))
    }

    @Test(
        "what cannot be prepared",
        arguments: [
            ("target: y", "column-type: the feature 'kind' holds categories, and a model sees numbers"),
            (
                "target: z\nfeatures: a",
                "unknown-column: the target 'z' is not among the columns after the last step"
            ),
            (
                "target: kind\ntarget_type: number\nfeatures: a",
                "column-type: the target 'kind' holds categories, not numbers"
            ),
            ("target: y\nfeatures: [a, y]", "target-is-feature: the target 'y' is among the features"),
            ("target: y\nsteps: [{select: y}]", "no-features: no column is left for the model to see"),
            ("target: y\nfeatures: b", "unknown-column: there is no column 'b' here"),
            (
                "target: y\nfeatures: r\nsteps: [{derive: {r: 1 / (a - 2)}}]",
                "missing-values: the feature 'r' has 1 infinite value, first in data row 1 (counted from 0)"
            ),
            (
                "target: r\nfeatures: a\nsteps: [{derive: {r: \"if(kind == 'u', y, 0/0)\"}}]",
                "missing-values: the target 'r' has 2 missing values, first in data row 1 (counted from 0)"
            ),
            (
                "target: y\nfeatures: a\nsteps: [{log: {columns: a}}, {log: a}]",
                "data-values: 1 value of 'a' is not above 0, first 0.0 in data row 0 (counted from 0)"
            ),
        ])
    func mistakes(_ yaml: String, _ expected: String) throws {
        let data = try TestData(csv: Self.csv)
        #expect(errorText { _ = try data.prepare("source: {csv: data.csv}\n\(yaml)") } == expected)
    }

    @Test("float32 cannot hold every number of float64")
    func overflow() throws {
        let data = try TestData(csv: "a,y\n1e300,1\n2,2\n")
        let yaml = "source: {csv: data.csv}\ntarget: y"
        #expect(try data.prepare(yaml, elementType: .float64)[split: "train"]?.rows == 2)
        let text = errorText { _ = try data.prepare(yaml, elementType: .float32) }
        #expect(text.contains("the feature 'a' has 1 infinite value"))
    }

    @Test("the plan predicts columns, types and parts without reading the rows")
    func plan() throws {
        let data = try TestData(csv: Self.csv)
        let pipeline = try data.pipeline(
            """
            source: {csv: data.csv}
            target: y
            steps: [{drop: kind}, {log: y}, {standardize: {columns: a, fit_on: all}}]
            split: {random: {train: 0.5, test: 0.5}}
            """)
        let plan = try pipeline.plan()
        #expect(plan.nodes.map(\.name) == ["csv", "drop", "log", "random", "standardize", "matrices"])
        #expect(plan.nodes.map(\.isCached) == [false, false, false, false, false, false])
        #expect(plan.featureNames == ["a", "flag"])
        #expect(plan.partNames == ["train", "test"])
        #expect(plan.leaks.map(\.value) == ["standardize"])
        #expect(plan.partRows.isEmpty)
        let prepared = try pipeline.prepare()
        let after = try pipeline.plan()
        #expect(after.nodes.last?.isCached == true)
        #expect(after.nodes.last?.key == prepared.key)
        #expect(after.partRows == ["train": 2, "test": 2])
    }

    @Test("fitted state is readable JSON and does the same to new data")
    func stateAsJSON() throws {
        let data = try TestData(csv: Self.csv)
        let prepared = try data.prepare(
            """
            source: {csv: data.csv}
            target: t
            steps:
              - derive: {big: a > 2, t: y * 2}
              - drop: [kind, y]
              - filter: a > 0
              - rename: {flag: on}
              - log: t
              - standardize: a
              - normalize: {columns: t}
              - derive: {big: 'if(big, 1, 0)'}
              - select: [a, on, big, t]
            """
        )
        let json = try prepared.preprocessing.json()
        let restored = try Preprocessing(json: json)
        #expect(try restored.json() == json)
        #expect(restored.targetTransform == prepared.targetTransform)
        // a: 1, 2, 3, 4 has mean 2.5.
        #expect(json.contains("\"mean\" : 2.5"))
        let whole = try restored.apply(to: try data.read())
        #expect(whole.schema.names == ["a", "on", "big", "t"])
        #expect(numbers(whole, "a") == prepared[split: "train"].map { rows($0.features).map { $0[0] } })
        // New data have no target, and the rows a filter would remove are kept.
        try data.folder.write("a,flag,kind\n-5,true,u\n2.5,false,v\n", to: "new.csv")
        let fresh = try restored.apply(to: try data.read(name: "new.csv"), absent: ["y"])
        #expect(fresh.schema.names == ["a", "on", "big"])
        #expect(numbers(fresh, "a") == [-7.5 / 1.25.squareRoot(), 0])
        #expect(numbers(fresh, "big") == [0, 1])
    }
}
