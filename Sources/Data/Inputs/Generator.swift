import Kernels
import Machine
import Spec

/// A source that computes its rows: nothing to find or to hash, the fields decide everything.
package protocol Generator: DataSource {
    var rowCount: Int { get }
    /// The first rows; all of them when `rows` is `rowCount`. A row does not depend on how many are asked for.
    func generate(rows: Int) throws -> Table
}

extension Generator {
    package func locate(in environment: DataEnvironment, progress: DataProgress?) throws -> LocatedSource {
        LocatedSource(files: [])
    }

    package func preview(in environment: DataEnvironment) throws -> SourcePreview? {
        let sample = try generate(rows: min(200, rowCount))
        return SourcePreview(
            path: "generated", schema: sample.schema, rowCount: rowCount,
            fileHash: LocatedSource(files: []).sha256)
    }

    package func table(_ located: LocatedSource, as types: [String: ColumnType]) throws -> Table {
        // Drawn numbers are copied into columns: there are two of each for a moment.
        let width = try generate(rows: min(200, rowCount)).schema.columns.count
        try MemoryShortage.check(rowCount * width * 2 * MemoryLayout<Double>.stride)
        return try generate(rows: rowCount).reading(types)
    }
}

/// Random numbers of a generator: from its own seed's stream `generator`, one site for each thing drawn.
///
/// A generator's seed is not the experiment's: trials with other seeds see the same data.
struct GeneratorRandom: Sendable {
    let key: RandomKey

    init(seed: Int) { key = RandomKey(seed: UInt64(bitPattern: Int64(seed)), stream: .generator) }

    /// In [0, 1).
    func uniform(_ count: Int, site: Int) -> [Double] { draw(count, site, RandomFill.uniform) }

    /// Mean 0, standard deviation 1.
    func normal(_ count: Int, site: Int) -> [Double] { draw(count, site, RandomFill.normal) }

    private func draw(
        _ count: Int, _ site: Int,
        _ fill: (UnsafeMutablePointer<Double>, Int, RandomKey, RandomPosition) -> Void
    ) -> [Double] {
        [Double](unsafeUninitializedCapacity: max(1, count)) { buffer, filled in
            let position = RandomPosition(site: UInt32(truncatingIfNeeded: site))
            if let base = buffer.baseAddress, count > 0 { fill(base, count, key, position) }
            filled = count
        }
    }
}

extension FieldReader {
    /// The fields every generator has.
    mutating func generatorSeed() -> GeneratorRandom {
        GeneratorRandom(
            seed: seed(default: 0, "Where the rows' randomness comes from; not the experiment's seed."))
    }

    mutating func rowCount(default standard: Int) -> Int {
        int("rows", default: standard, in: .closed(1, 1e9), "Number of rows.")
    }

    mutating func noise(default standard: Double, _ documentation: String) -> Double {
        double("noise", default: standard, in: .nonNegative, documentation)
    }
}

/// Numbers as a column of a generated table.
func numberColumn(_ name: String, _ values: [Double]) -> (name: String, column: Column) {
    let storage = NumberStorage(uninitialized: values.count)
    for (row, value) in values.enumerated() { storage.pointer[row] = value }
    return (name, .numbers(NumberColumn(storage: storage)))
}

/// Labels as a column of a generated table.
func labelColumn(_ name: String, _ codes: [Int32], classes: Int) -> (name: String, column: Column) {
    (name, .categories(CategoryColumn(codes: codes, levels: (0..<classes).map { "\($0)" })))
}

extension FieldReader {
    /// The range that inputs are drawn from.
    mutating func inputRange() -> [Double] {
        let range = doubles("range", count: 2, default: [-1, 1], "Lower and upper end of the inputs.")
        if let lower = range.first, let upper = range.last, !(lower < upper) {
            report(
                Diagnostic(
                    "out-of-range", "the lower end of the range must be below the upper one",
                    at: origin(of: "range")))
        }
        return range
    }
}
