import Data
import Foundation
import TestSupport
import Testing

/// Numbers that the order of the rows, ties, or magnitudes must not spoil.
@Suite("Numbers of steps")
struct StepNumberTests {
    /// Five weekdays in calendar order, the target their own number with small errors.
    private func weekdays(_ target: (Int, Int) -> String) -> String {
        var random = TestRandom(7)
        let days = ["mon", "tue", "wed", "thu", "fri"]
        return "day,y\n"
            + (0..<500).map { row in
                let noise = Int(random.next() % 101)
                return "\(days[row % 5]),\(target(row % 5, noise))\n"
            }.joined()
    }

    private func encoded(_ csv: String, seed: UInt64 = 1) throws -> PreparedData {
        try TestData(csv: csv).prepare(
            """
            source: {csv: data.csv}
            target: y
            steps: [{target_encode: day}]
            split: {time: {train: 0.8, test: 0.2}}
            """, seed: seed)
    }

    /// Dealt by their place, all Mondays would be one fold, and a training Monday would have the mean of the other
    /// days.
    @Test("target_encode deals rows that come round to all folds")
    func periodicRows() throws {
        let data = try encoded(weekdays { day, noise in "\(Double(day * day) + Double(noise - 50) / 100)" })
        for part in data.splits {
            for row in 0..<part.rows {
                let day = Double(part.rowIds[row] % 5)
                // 64 other Mondays, whose errors are below 0.5, and a little of the mean of all.
                #expect(abs(part.features[row, 0] - day * day) < 0.3)
            }
        }
    }

    @Test("its folds come from the seed, and never know a row's own target")
    func seeds() throws {
        let csv = weekdays { day, noise in "\(Double(day) + Double(noise) / 100)" }
        let (first, again, other) = (try encoded(csv), try encoded(csv), try encoded(csv, seed: 2))
        func features(_ data: PreparedData) -> [[Double]]? { data[split: "train"].map { rows($0.features) } }
        #expect(features(first) == features(again))
        #expect(features(first) != features(other))
        #expect(first.key != other.key)
        // Another target of a row changes what others get, and not what it gets itself.
        var lines = csv.split(separator: "\n").map(String.init)
        lines[1] = "mon,1000"
        let changed = try encoded(lines.joined(separator: "\n") + "\n")
        #expect(features(changed)?[0] == features(first)?[0])
        #expect(features(changed) != features(first))
    }

    @Test("of classes every fold has its share of each")
    func stratified() throws {
        // 400 training rows, four of which are of the rare class: in four of five folds one is left out, never all.
        let csv = weekdays { day, noise in noise == 0 ? "rare" : "common" }
        let data = try encoded(csv)
        let train = try #require(data[split: "train"])
        let rare = (0..<train.rows).count { train.targets[$0, 0] == 1 }
        #expect(rare > 1)
        #expect(rows(train.features).allSatisfy { $0[0] >= 0 && $0[0] < 0.2 })
    }

    @Test("an informative column of whole numbers beats rounded noise by its mutual information")
    func ties() throws {
        var random = TestRandom(3)
        let csv =
            "noise,q,y\n"
            + (0..<300).map { _ in
                let q = Int(random.next() % 6)
                return "\(Double(random.next() % 400) / 100),\(q),\(q >= 3 ? "u" : "v")\n"
            }.joined()
        let data = try TestData(csv: csv).prepare(
            """
            source: {csv: data.csv}
            target: y
            steps: [{select_k_best: {k: 1, score: mutual_information}}]
            """)
        #expect(data.featureNames == ["q"])
    }

    @Test("one_hot of a number column that is the only feature")
    func onlyFeature() throws {
        let data = try TestData(csv: "x,y\n1,1\n2,2\n3,3\n1,1\n")
        let section = "source: {csv: data.csv}\ntarget: y\nsteps: "
        for steps in ["[{one_hot: x}]", "[{cast: {x: category}}, {one_hot: x}]"] {
            let pipeline = try data.pipeline(section + steps)
            #expect(try pipeline.plan().featureNames.count > 0)
            #expect(try pipeline.prepare().featureNames == ["x_1", "x_2", "x_3"])
        }
        withExtendedLifetime(data.folder) {}
    }

    @Test("rare and one_hot of text that is the only feature: the plan counts what may be there")
    func rareThenOneHot() throws {
        let csv =
            "color,y\n" + (0..<40).map { "\(["red", "green", "blue", "teal"][$0 % 4]),\($0)\n" }.joined()
        let data = try TestData(csv: csv)
        defer { withExtendedLifetime(data.folder) {} }
        let pipeline = try data.pipeline("source: {csv: data.csv}\ntarget: y\nsteps: [rare, one_hot]")
        #expect(try pipeline.plan().featureNames.count == 5)
        #expect(try pipeline.prepare().featureNames.count == 4)
    }

    /// Values 0, 1, 2, 3 times a factor: mean 1.5, deviation sqrt(1.25).
    @Test("standardize of any magnitude", arguments: [1e-300, 1e-160, 1, 1e154, 1e200, 5e307])
    func magnitudes(_ factor: Double) throws {
        let csv = "x,y\n" + (0..<4).map { "\(factor * Double($0)),\($0)\n" }.joined()
        let data = try TestData(csv: csv).prepare(
            "source: {csv: data.csv}\ntarget: y\nsteps: [{standardize: x}]")
        let train = try #require(data[split: "train"])
        for row in 0..<4 {
            let expected = (Double(row) - 1.5) / 1.25.squareRoot()
            #expect(abs(train.features[row, 0] - expected) < 1e-12)
        }
        #expect(!data.warnings.contains { $0.contains("constant") })
    }

    /// 10^9 + h hours are 41,666,666 days and 16 + h hours.
    @Test("periodic keeps the digits of large numbers")
    func period() throws {
        let csv = "h,y\n" + (0..<24).map { "\(1_000_000_000 + $0),\($0)\n" }.joined()
        let data = try TestData(csv: csv).prepare(
            "source: {csv: data.csv}\ntarget: y\nsteps: [{periodic: {columns: h, period: 24, harmonics: 2}}]")
        let train = try #require(data[split: "train"])
        for row in 0..<24 {
            let angle = 2 * Double.pi * Double((16 + row) % 24) / 24
            let expected = [sin(angle), cos(angle), sin(2 * angle), cos(2 * angle)]
            for (column, value) in expected.enumerated() {
                #expect(abs(train.features[row, column] - value) < 1e-14)
            }
        }
    }

    @Test("power tells where the likeliest exponent is not looked for")
    func exponents() throws {
        let csv = "year,y\n" + (0..<40).map { "\(1990 + $0 * $0 % 31),\($0)\n" }.joined()
        let data = try TestData(csv: csv).prepare(
            "source: {csv: data.csv}\ntarget: y\nsteps: [{power: year}]")
        let json = try data.preprocessing.json()
        let exponent = try #require(json.firstMatch(of: /"exponent" : (-?[0-9.e+-]+)/)).1
        let isAtEnd = abs(abs(try #require(Double(exponent))) - 20) < 1e-6
        #expect(data.warnings.contains { $0.contains("beyond -20 and 20") } == isAtEnd)
    }

    /// Three classes, spread 6: centers at -6, 0 and 6 in every input.
    @Test("clusters on a line lie on the diagonal")
    func line() throws {
        let section = try dataSection(
            "source: {gaussian_clusters: {per_class: 4, spread: 6, deviation: 0, inputs: 3, placement: line}}\ntarget: label"
        )
        let data = try DataPipeline(
            section, seed: 1, elementType: .float64, environment: DataEnvironment(variables: [:])
        ).prepare()
        let train = try #require(data[split: "train"])
        for row in 0..<12 {
            #expect(
                rows(train.features)[row] == [Double](repeating: 6 * (train.targets[row, 0] - 1), count: 3))
        }
    }
}
