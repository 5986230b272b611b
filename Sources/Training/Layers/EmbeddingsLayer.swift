import Data
import Foundation
import Graph
import Kernels
import Spec

package struct EmbeddingsLayer: Layer {
    package static let name = "embeddings"
    package static let about = """
        A learned vector for the category of each column that the step `codes` has made.

            y = [columns that are no codes, weight₀[code₀], weight₁[code₁], …]

        Which columns are codes, and how many categories each has, is taken from the data: no positions, no
        counts. The other columns keep their order and come first. Without codes the row stays as it is.
        Row 0 of a table stands for missing values and for categories that training did not see.

            size auto:  min(600, round(1.6 n^0.56)) numbers for n categories

        - Shapes: input [features] → output [features that are no codes + Σ sizes]; `<i>.weight`
          [categories + 1, size] of the i-th column of codes, counted from 0
        - Limits: computed as a product with rows of zeros and a one, so the cost of a column grows with its
          categories: meant for up to some thousands
        - Errors: `layer-shape` after a layer that mixes the columns, for a column in `sizes` that is none
          of the codes
        - Source: Guo and Berkhahn, "Entity embeddings of categorical variables", 2016; the automatic size
          is fastai's
        """
    package static let primaryField: String? = "size"
    package static let example: String? = "{embeddings: {size: auto, sizes: {city: 4}}}"
    private let size: EmbeddingSize
    private let sizes: [(key: String, value: Int, origin: Origin)]
    private let weightInitializer: Located<any Initializer>?

    package var programKey: String {
        "embeddings \(size.resolvedNode.canonicalJSON) "
            + sizes.map { "\($0.key) \($0.value)" }.joined(separator: " ")
    }

    package init(reading fields: inout FieldReader) {
        size = fields.value(
            "size", default: EmbeddingSize.auto, "Numbers for each category, or auto: by how many there are.")
        sizes =
            fields.optionalEntries(
                "sizes", of: Int.self, "Numbers for the categories of some columns, by the column's name.")
            ?? []
        weightInitializer = fields.optionalComponent(
            "weight_init", in: initializerFamily, "Starting values; default normal with deviation 1.")
        for entry in sizes where entry.value < 1 {
            fields.report(
                Diagnostic(
                    "out-of-range", "the size of '\(entry.key)' must be at least 1, but is \(entry.value)",
                    at: entry.origin))
        }
    }

    package init(size: Int? = nil) {
        self.size = size.map { .numbers($0) } ?? .auto
        sizes = []
        weightInitializer = nil
    }

    private func size(of column: FeatureColumn, count: Int) -> Int {
        max(1, sizes.first { $0.key == column.name }?.value ?? size.numbers(categories: count))
    }

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        let columns = try model.useColumns(of: input)
        let tables = columns.compactMap { column in
            if case .codes(let count) = column.kind { (column, count) } else { nil }
        }
        if let entry = sizes.first(where: { entry in !tables.contains { $0.0.name == entry.key } }),
            !tables.isEmpty
        {
            let names = tables.map(\.0.name)
            throw LayerProblem(
                "has a size for '\(entry.key)', which is not a column of codes",
                help: nearestName(to: entry.key, in: names).map { "did you mean '\($0)'?" }
                    ?? "the columns of codes are " + names.prefix(12).joined(separator: ", "))
        }
        var left = columns.filter { column in !tables.contains { $0.0 == column } }
        for (index, (column, count)) in tables.enumerated() {
            let size = size(of: column, count: count)
            guard count <= Self.mostCategories else {
                throw LayerProblem(
                    "would look up '\(column.name)' among \(count) categories, more than \(Self.mostCategories)",
                    help: "put rare ones together with the step 'rare', or use 'target_encode' or 'hashing'")
            }
            try model.parameter(
                "\(index).weight",
                shape: ParameterShape(dimensions: [count, size], fanIn: count, fanOut: size),
                initializer: model.weightInitializer(
                    weightInitializer, default: NormalInitializer(standardDeviation: 1)))
            model.count(flopsPerRow: 2 * count * size)
            left += (0..<size).map { FeatureColumn("\(column.name)[\($0)]", .indicator) }
        }
        model.columns = left
        return [left.count]
    }

    private static let mostCategories = 20_000

    package func forward(_ input: Tensor, in pass: ForwardPass) -> Tensor {
        let columns = pass.columns
        var codes: [Int] = []
        var others: [Int] = []
        for (index, column) in columns.enumerated() {
            if case .codes = column.kind { codes.append(index) } else { others.append(index) }
        }
        guard !codes.isEmpty else { return input }
        let batch = input.shape[1]
        let found = codes.enumerated().map { index, place in
            let weight = pass.parameter("\(index).weight")  // [trials, count, size]
            let code = input.sliced(axis: 2, range: place..<(place + 1))
            let isCode = code .== pass.graph.iota(weight.shape[1]).reshaped(to: [1, 1, weight.shape[1]])
            return matrixProduct(isCode, weight)  // [trials, batch, size]
        }
        let trials = found.reduce(1) { max($0, $1.shape[0]) }
        var parts = found
        if !others.isEmpty {
            let rest = input.columns(others)
            parts.insert(rest.broadcast(to: [trials, batch, others.count]), at: 0)
        }
        return parts.count == 1 ? parts[0] : concatenate(parts, axis: 2)
    }
}

/// Numbers for a category: a number, or as many as suit the number of categories.
enum EmbeddingSize: Hashable, Sendable {
    case auto
    case numbers(Int)

    func numbers(categories: Int) -> Int {
        switch self {
        case .numbers(let count): count
        case .auto: min(600, Int((1.6 * pow(Double(categories), 0.56)).rounded()))
        }
    }
}

extension EmbeddingSize: SpecDecodable {
    static var fieldType: FieldType { .anyOf([.integer(.closed(1, 1e4)), .choice(["auto"])]) }

    init?(from node: SpecNode, diagnostics: inout DiagnosticBag) {
        if case .string("auto") = node.content {
            self = .auto
            return
        }
        guard let count = Int(from: node, diagnostics: &diagnostics) else { return nil }
        guard (1...10_000).contains(count) else {
            diagnostics.report(.outOfRange(.closed(1, 1e4), found: node))
            return nil
        }
        self = .numbers(count)
    }

    var resolvedNode: SpecContent {
        switch self {
        case .auto: .string("auto")
        case .numbers(let count): .integer(count)
        }
    }
}

extension Tensor {
    /// Some columns of rows [trials, batch, columns]: neighbors are taken together.
    func columns(_ places: [Int]) -> Tensor {
        var runs: [Range<Int>] = []
        for place in places {
            if let last = runs.last, last.upperBound == place {
                runs[runs.count - 1] = last.lowerBound..<(place + 1)
            } else {
                runs.append(place..<(place + 1))
            }
        }
        guard runs != [0..<shape[2]] else { return self }
        let parts = runs.map { sliced(axis: 2, range: $0) }
        return parts.count == 1 ? parts[0] : concatenate(parts, axis: 2)
    }
}
