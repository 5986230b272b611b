import Data
import Foundation
import Spec
import Testing

/// Generated tables: every row by its formula where there is no noise, moments where there is.
@Suite("Generators")
struct GeneratorTests {
    private static let names = [
        "circles", "gaussian_clusters", "linear", "moons", "polynomial", "random_table", "seasonal_series",
        "sine", "spiral", "xor",
    ]

    private func source(_ text: String) throws -> any Generator {
        let section = try dataSection("source: \(text)\ntarget: y")
        return try #require(section.source?.value as? any Generator)
    }

    private func table(_ text: String) throws -> Table {
        let source = try source(text)
        return try source.generate(rows: source.rowCount)
    }

    private func column(_ table: Table, _ name: String) -> [Double] {
        numbers(table, name).map { $0 ?? .nan }
    }

    private func expect(_ found: [Double], _ expected: [Double], _ tolerance: Double = 1e-12) {
        #expect(found.count == expected.count)
        for (value, reference) in zip(found, expected) { #expect(abs(value - reference) <= tolerance) }
    }

    @Test("every generator: same seed, same rows; another seed, other rows", arguments: names)
    func seeds(_ name: String) throws {
        let noise = name == "gaussian_clusters" ? "" : "noise: 0.3, "
        let first = try table("{\(name): {\(noise)seed: 4}}")
        let again = try table("{\(name): {\(noise)seed: 4}}")
        let other = try table("{\(name): {\(noise)seed: 5}}")
        let numeric = first.schema.columns.filter { $0.type == .number }.map(\.name)
        #expect(numeric.allSatisfy { numbers(first, $0) == numbers(again, $0) })
        #expect(numeric.contains { numbers(first, $0) != numbers(other, $0) })
    }

    @Test("every generator: the first rows do not depend on how many follow", arguments: names)
    func prefix(_ name: String) throws {
        let source = try source(name == "xor" ? "{xor: {rows: 8, noise: 1}}" : "{\(name): {seed: 2}}")
        let whole = try source.generate(rows: source.rowCount)
        let few = try source.generate(rows: 7)
        #expect(few.rowCount == 7)
        #expect(few.schema.names == whole.schema.names)
        for name in few.schema.names { #expect(texts(few, name) == Array(texts(whole, name).prefix(7))) }
    }

    @Test("clusters: centres 120 degrees apart at distance 6, classes take turns")
    func clusters() throws {
        let plain = try table("{gaussian_clusters: {per_class: 2, deviation: 0}}")
        #expect(texts(plain, "label") == ["0", "1", "2", "0", "1", "2"])
        // 6 cos 120° = -3, 6 sin 120° = 3√3.
        expect(column(plain, "x1"), [6, -3, -3, 6, -3, -3])
        let height = 27.0.squareRoot()
        expect(column(plain, "x2"), [0, height, -height, 0, height, -height])
        let line = try table("{gaussian_clusters: {per_class: 1, deviation: 0, inputs: 1, spread: 2}}")
        expect(column(line, "x1"), [-2, 0, 2])
        let noisy = try table("{gaussian_clusters: {per_class: 4000, classes: 1, spread: 0, deviation: 2}}")
        let values = column(noisy, "x2")
        let variance = values.map { $0 * $0 }.reduce(0, +) / 4000
        // The variance of 4,000 draws deviates by 4·√(2/4000) = 0.09 typically.
        #expect(abs(variance - 4) < 0.36)
    }

    @Test("linear, polynomial and sine follow their formulas")
    func functions() throws {
        let linear = try table("{linear: {rows: 5, weights: [2, -3], bias: 4, noise: 0}}")
        let (x1, x2) = (column(linear, "x1"), column(linear, "x2"))
        expect(column(linear, "y"), zip(x1, x2).map { 4 + 2 * $0 - 3 * $1 })
        #expect((x1 + x2).allSatisfy { -1 <= $0 && $0 < 1 })
        let cubic = try table("{polynomial: {rows: 9, coefficients: [1, 0, 0, 2], noise: 0, range: [2, 3]}}")
        expect(column(cubic, "y"), column(cubic, "x").map { 1 + 2 * $0 * $0 * $0 })
        #expect(column(cubic, "x").allSatisfy { 2 <= $0 && $0 < 3 })
        let sine = try table("{sine: {rows: 9, amplitude: 3, frequency: 0.25, phase: 1, noise: 0}}")
        expect(column(sine, "y"), column(sine, "x").map { 3 * sin(0.5 * Double.pi * $0 + 1) })
    }

    @Test("shapes: xor, moons, circles, spiral")
    func shapes() throws {
        let xor = try table("xor")
        #expect(column(xor, "x1") == [0, 0, 1, 1])
        #expect(column(xor, "x2") == [0, 1, 0, 1])
        #expect(texts(xor, "label") == ["0", "1", "1", "0"])
        let moons = try table("{moons: {rows: 6, noise: 0}}")
        // t = 0, π/2, π: upper (1,0) (0,1) (-1,0), lower (0,1/2) (1,-1/2) (2,1/2).
        expect(column(moons, "x1"), [1, 0, 0, 1, -1, 2])
        expect(column(moons, "x2"), [0, 0.5, 1, -0.5, 0, 0.5])
        let circles = try table("{circles: {rows: 8, factor: 0.25, noise: 0}}")
        // t = 0, π/2, π, 3π/2, one row of each circle at each.
        expect(column(circles, "x1"), [1, 0.25, 0, 0, -1, -0.25, 0, 0])
        expect(column(circles, "x2"), [0, 0, 1, 0.25, 0, 0, -1, -0.25])
        let spiral = try table("{spiral: {per_class: 3, turns: 0.5, noise: 0}}")
        // r = 0, 1/2, 1 at angles π/2 · …: 0, π/2, π; the other arm is turned by π.
        expect(column(spiral, "x1"), [0, 0, 0, 0, -1, 1])
        expect(column(spiral, "x2"), [0, 0, 0.5, -0.5, 0, 0])
    }

    @Test("seasons repeat after their period; a sine has amplitude √2")
    func seasons() throws {
        let series = try table("{seasonal_series: {rows: 90, periods: [7, 3], noise: 0, trend: 2, level: 1}}")
        let values = column(series, "value")
        for time in 0..<(90 - 21) { #expect(abs(values[time + 21] - values[time] - 42) < 1e-9) }
        let one = try table("{seasonal_series: {rows: 50, periods: 50, amplitudes: 3, noise: 0}}")
        let season = column(one, "value")
        // Shifted and scaled to mean 0 and standard deviation 3.
        #expect(abs(season.reduce(0, +)) < 1e-9)
        #expect(abs(season.map { $0 * $0 }.reduce(0, +) / 50 - 9) < 1e-9)
        let sine = try table("{seasonal_series: {rows: 4, periods: 4, noise: 0, pattern: sine}}")
        expect(column(sine, "value"), [0, 2.0.squareRoot(), 0, -(2.0.squareRoot())])
    }

    @Test("random table: sizes, levels, share of gaps")
    func randomTable() throws {
        let table = try table(
            "{random_table: {rows: 5000, numbers: 2, categories: 1, levels: 3, missing: 0.2}}")
        #expect(table.schema.names == ["n1", "n2", "c1", "target"])
        #expect(Set(texts(table, "c1").compactMap { $0 }) == ["c0", "c1", "c2"])
        // 1,000 expected, standard deviation √(5000 · 0.2 · 0.8) = 28.
        for name in ["n1", "n2", "c1"] { #expect(abs((table[name]?.missingCount ?? 0) - 1000) < 120) }
        #expect(table["target"]?.missingCount == 0)
    }

    @Test("a generator prepares like a file, and is cached")
    func preparing() throws {
        let data = try TestData(csv: "a\n1\n")
        let yaml = "source: moons\ntarget: label\nsplit: {random: {train: 0.5, test: 0.5}}"
        let pipeline = try data.pipeline(yaml)
        let plan = try pipeline.plan()
        #expect(plan.featureNames == ["x1", "x2"])
        #expect(plan.nodes.first?.rows == 200)
        let prepared = try pipeline.prepare()
        #expect(prepared.target == .classes(["0", "1"]))
        #expect(prepared.sources.isEmpty)
        #expect(try pipeline.prepare().isFromCache)
        let other = try data.prepare(yaml.replacing("moons", with: "{moons: {seed: 1}}"))
        #expect(!other.isFromCache)
        // The experiment's seed changes the split, never the rows.
        let reseeded = try data.prepare(yaml.replacing("split", with: "#"), seed: 9)
        let plain = try data.prepare(yaml.replacing("split", with: "#"), seed: 1)
        #expect(
            plain[split: "train"].map { rows($0.features) }
                == reseeded[split: "train"].map { rows($0.features) })
    }

    @Test(
        "mistakes",
        arguments: [
            ("{linear: {inputs: 3, weights: [1, 2]}}", "wrong-count"),
            ("{sine: {range: [1, 1]}}", "out-of-range"),
            ("{seasonal_series: {periods: [7, 28], amplitudes: [1, 2, 3]}}", "wrong-count"),
            ("{circles: {factor: 1}}", "out-of-range"),
        ])
    func mistakes(_ text: String, _ code: String) {
        do {
            _ = try dataSection("source: \(text)\ntarget: y")
            Issue.record("\(text) was accepted")
        } catch let error as SpecificationIsWrong {
            #expect(error.diagnostics.all.map(\.code) == [code])
        } catch {
            Issue.record("\(error)")
        }
    }
}
