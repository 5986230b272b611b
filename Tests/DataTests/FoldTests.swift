import Data
import Foundation
import Spec
import TestSupport
import Testing

@Suite("Folds")
struct FoldTests {
    struct Reference: Decodable {
        struct Case: Decodable {
            struct Rows: Decodable {
                var train: [Int32]
                var val: [Int32]
            }
            var split: String
            var rows: Int
            var column: [String]?
            var folds: [Rows]
        }
        var cases: [Case]
    }

    private func split(_ yaml: String) throws -> any FoldSplit {
        let section = try dataSection("source: {csv: x.csv}\ntarget: y\nsplit: \(yaml)")
        return try #require(section.split.value as? any FoldSplit)
    }

    private func table(_ rows: Int, column: [String]? = nil) throws -> Table {
        var columns: [(name: String, column: Column)] = [
            ("y", .numbers(NumberColumn((0..<rows).map { Double($0 * 7 % 5) })))
        ]
        if let column {
            columns.append(("c", .categories(CategoryColumn(column.map { Optional($0) }))))
        }
        return try Table(columns)
    }

    /// Tests/References/data_folds.py (numpy 2.4.6, scikit-learn 1.9.1).
    @Test("without shuffling, the folds are scikit-learn's")
    func reference() throws {
        let path = fixtureFolder(beside: #filePath) + "/folds.json"
        let data = try #require(FileManager.default.contents(atPath: path))
        let cases = try JSONDecoder().decode(Reference.self, from: data).cases
        #expect(cases.count == 11)
        for item in cases {
            let folds = try split(item.split).assignments(
                table(item.rows, column: item.column), target: "y", seed: 1)
            #expect(folds.count == item.folds.count)
            for (found, expected) in zip(folds, item.folds) {
                #expect(found.parts.map(\.name) == ["train", "val"])
                #expect(found.parts[0].rows == expected.train, "\(item.split)")
                #expect(found.parts[1].rows == expected.val, "\(item.split)")
            }
        }
    }

    @Test(
        "shuffled folds judge every row once, are as equal as they can be, and follow the seed",
        arguments: [
            "{k_fold: 4}", "{stratified_k_fold: 4}", "{group_k_fold: {folds: 4, by: c, shuffle: true}}",
        ])
    func shuffled(yaml: String) throws {
        let groups = (0..<50).map { "g\($0 % 8)" }
        let table = try table(50, column: groups)
        let folds = try split(yaml).assignments(table, target: "y", seed: 3)
        #expect(folds.flatMap { $0.parts[1].rows }.sorted() == Array(0..<50))
        for fold in folds {
            #expect((fold.parts[0].rows + fold.parts[1].rows).sorted() == Array(0..<50))
            #expect((11...14).contains(fold.parts[1].rows.count), "\(fold.parts[1].rows.count)")
        }
        let parts = folds.map(\.parts)
        #expect(try split(yaml).assignments(table, target: "y", seed: 3).map(\.parts) == parts)
        #expect(try split(yaml).assignments(table, target: "y", seed: 4).map(\.parts) != parts)
    }

    /// 50 rows of 5 values of y, 10 each: a fold of 5 has 2 rows of each value.
    @Test("stratified folds have every class's share, bins of numbers included")
    func stratified() throws {
        let table = try table(50)
        for fold in try split("{stratified_k_fold: 5}").assignments(table, target: "y", seed: 3) {
            for value in 0..<5 {
                let count = fold.parts[1].rows.count { Int($0) * 7 % 5 == value }
                #expect(count == 2)
            }
        }
    }

    @Test("a group stands in one fold only, and its column is removed")
    func groups() throws {
        let groups = (0..<40).map { "g\($0 * $0 % 11)" }
        let folds = try split("{group_k_fold: {folds: 3, by: c}}")
        #expect(folds.droppedColumns == ["c"])
        for fold in try folds.assignments(table(40, column: groups), target: "y", seed: 1) {
            let training = Set(fold.parts[0].rows.map { groups[Int($0)] })
            #expect(fold.parts[1].rows.allSatisfy { !training.contains(groups[Int($0)]) })
        }
    }

    @Test("repetitions are numbered through, each with an order of its own")
    func repeated() throws {
        let split = try split("{repeated: {split: {k_fold: 3}, times: 4}}")
        #expect(split.foldCount == 12)
        let folds = try split.assignments(table(20), target: "y", seed: 1)
        #expect(folds.count == 12)
        for start in stride(from: 0, to: 12, by: 3) {
            #expect(folds[start..<(start + 3)].flatMap { $0.parts[1].rows }.sorted() == Array(0..<20))
        }
        #expect(Set(folds.map { $0.parts[1].rows }).count == 12)
    }

    @Test("a source's own test rows are in no fold and judge every one")
    func separate() throws {
        let folder = try TemporaryFolder()
        try folder.write("x,y\n1,2\n2,3\n3,5\n4,4\n5,6\n6,8\n", to: "train.csv")
        try folder.write("x,y\n7,2\n8,3\n", to: "test.csv")
        let section = try dataSection(
            """
            source: {separate: {train: {csv: train.csv}, test: {csv: test.csv}}}
            target: y
            split: {k_fold: 3}
            """, name: folder.file("spec.yaml"))
        #expect(section.partNames == ["train", "val", "test"])
        let environment = DataEnvironment(
            cacheFolder: folder.file("cache"), downloadFolder: folder.file("downloads"))
        let pipeline = DataPipeline(section, seed: 1, elementType: .float64, environment: environment)
        for _ in 0..<2 {
            let folds = try pipeline.prepareFolds()
            #expect(folds.count == 3)
            #expect(folds.allSatisfy { $0[split: "test"]?.rowIds == [6, 7] })
            #expect(folds.flatMap { $0[split: "val"]?.rowIds ?? [] }.sorted() == [0, 1, 2, 3, 4, 5])
        }
        #expect(try pipeline.prepareFolds().allSatisfy(\.isFromCache))
    }

    /// Two folds of 1, 2 | 3, 4: the means of the training rows are 3.5 and 1.5.
    @Test("every fold fits its steps on its own training rows")
    func fitted() throws {
        let data = try TestData(csv: "x,y\n1,1\n2,2\n3,3\n4,4\n")
        let folds = try data.pipeline(
            """
            source: {csv: data.csv}
            target: y
            steps: [{standardize: {columns: x, with_std: false}}]
            split: {k_fold: {folds: 2, shuffle: false}}
            """
        ).prepareFolds()
        #expect(
            folds.map { $0[split: "train"].map { rows($0.features) } } == [
                [[-0.5], [0.5]], [[-0.5], [0.5]],
            ])
        #expect(
            folds.map { $0[split: "val"].map { rows($0.features) } } == [[[-2.5], [-1.5]], [[1.5], [2.5]]])
        withExtendedLifetime(data) {}
    }

    @Test(
        "what is wrong with folds",
        arguments: [
            ("{k_fold: 30}", "30 folds need at least 30 rows, and there are 20"),
            (
                "{stratified_k_fold: {folds: 9, by: c}}",
                "9 folds need at least 9 rows in a class, and there are 5"
            ),
            ("{group_k_fold: {folds: 5, by: c}}", "5 folds need at least 5 groups, and there are 4"),
            ("{time_series: {folds: 4, test_size: 5}}", "20 rows are too few for 4 folds of 5 rows"),
        ])
    func tooFew(yaml: String, message: String) throws {
        let table = try table(20, column: (0..<20).map { "g\($0 % 4)" })
        let text = errorText { _ = try split(yaml).assignments(table, target: "y", seed: 1) }
        #expect(text.contains(message), "\(text)")
    }

    @Test("a repetition that would be the same every time is refused")
    func sameFolds() throws {
        #expect(throws: SpecificationIsWrong.self) {
            _ = try dataSection(
                "source: {csv: x.csv}\ntarget: y\nsplit: {repeated: {split: {k_fold: {folds: 3, shuffle: false}}}}"
            )
        }
    }
}
