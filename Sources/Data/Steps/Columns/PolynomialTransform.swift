import Spec

/// A step that appends products of columns.
protocol ProductStep: Step {
    var columns: ColumnSelector { get }
    /// The largest number of factors.
    var degree: Int { get }
    /// Whether a column may be a factor more than once.
    static var isRepeating: Bool { get }
}

extension ProductStep {
    package static var transforms: [any Transform.Type] { [PolynomialTransform.self] }

    package var preparation: StepPreparation {
        .stateless(changesRows: false) { context in
            PolynomialTransform(products: try products(context))
        }
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        context.schema.appending(
            try products(context).map { ColumnSchema(name: $0.name, type: .number) })
    }

    private func products(_ context: StepContext) throws -> [PolynomialTransform.Product] {
        let names = try columns.resolveFactors(in: context, for: Self.name)
        return try PolynomialTransform.products(
            of: names, degree: degree, isRepeating: Self.isRepeating, at: columns.origin)
    }
}

/// Appends products of number columns: what `polynomial` and `interactions` become.
struct PolynomialTransform: Transform {
    struct Product: Codable, Sendable, Equatable {
        var name: String
        /// Columns, one as often as its power.
        var factors: [String]
    }

    static let stepName = "polynomial"
    private static let limit = 10_000

    let products: [Product]

    /// All products of two factors and more, by their number, then by the order of the columns.
    ///
    /// - Errors: `DataDiagnostics` when there would be too many
    static func products(of names: [String], degree: Int, isRepeating: Bool, at origin: Origin) throws
        -> [Product]
    {
        var products: [Product] = []
        // Each product of a degree, with the position of its last factor, grows by what may follow.
        var grown = names.indices.map { [$0] }
        for _ in 1..<max(1, degree) {
            grown = grown.flatMap { factors -> [[Int]] in
                let last = factors.last ?? 0
                return ((isRepeating ? last : last + 1)..<names.count).map { factors + [$0] }
            }
            guard products.count + grown.count <= limit else {
                throw DataDiagnostics(
                    "too-many-columns",
                    "\(names.count) columns and degree \(degree) give more than \(limit) products",
                    at: origin, help: "choose fewer columns or a smaller degree")
            }
            products += grown.map { factors in
                let chosen = factors.map { names[$0] }
                return Product(name: name(chosen), factors: chosen)
            }
        }
        return products
    }

    /// `a^2*b`.
    private static func name(_ factors: [String]) -> String {
        var powers: [(name: String, power: Int)] = []
        for factor in factors {
            if powers.last?.name == factor {
                powers[powers.count - 1].power += 1
            } else {
                powers.append((factor, 1))
            }
        }
        return powers.map { $0.power == 1 ? $0.name : "\($0.name)^\($0.power)" }.joined(separator: "*")
    }

    func apply(to table: Table) throws -> Table {
        let added = try products.map { product -> (name: String, column: Column) in
            let columns = try product.factors.map { try table.numberValues($0, for: Self.stepName) }
            let storage = NumberStorage(uninitialized: table.rowCount)
            let target = storage.pointer
            for row in 0..<table.rowCount { target[row] = 1 }
            for column in columns {
                let source = column.storage.pointer
                for row in 0..<table.rowCount { target[row] *= source[row] }
            }
            let validity = columns.reduce(nil as Bitmap?) { presentInBoth($0, $1.validity) }
            return (product.name, .numbers(NumberColumn(storage: storage, validity: validity)))
        }
        return try table.appending(added)
    }

    func inputs(for outputs: Set<String>) -> Set<String> {
        let made = products.filter { outputs.contains($0.name) }
        return outputs.subtracting(made.map(\.name)).union(made.flatMap(\.factors))
    }

    func forPrediction(without absent: inout Set<String>) -> (any Transform)? {
        let kept = products.filter { product in !product.factors.contains { absent.contains($0) } }
        if kept.count < products.count {
            absent.formUnion(Set(products.map(\.name)).subtracting(kept.map(\.name)))
        }
        return kept.isEmpty ? nil : PolynomialTransform(products: kept)
    }
}

extension ColumnSelector {
    /// The names of the columns chosen: numbers or truth values, and not the target.
    func resolveFactors(in context: StepContext, for stepName: String) throws -> [String] {
        let names = try resolveValues(in: context, for: stepName)
        let others = names.filter { name in
            let type = context.schema[name]?.type
            return type != .number && type != .boolean
        }
        guard let first = others.first else { return names }
        let phrase = context.schema[first]?.type.phrase ?? "nothing"
        throw DataDiagnostics(
            "column-type", "'\(stepName)' takes number columns, and '\(first)' holds \(phrase)", at: origin,
            help: "choose others, or leave them out with except:")
    }
}

extension Table {
    /// A number column that a transform was made for; truth values count as 0 and 1.
    func numberValues(_ name: String, for stepName: String) throws -> NumberColumn {
        if case .booleans? = self[name], let numbers = self[name]?.asNumbers { return numbers }
        return try numbers(name, for: stepName)
    }
}
