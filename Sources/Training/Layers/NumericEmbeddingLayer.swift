import Data
import Graph
import Kernels
import Spec

package struct NumericEmbeddingLayer: Layer {
    package static let name = "numeric_embedding"
    package static let about = """
        Several numbers for each number of the row, by a function of it that is learned.

            pbld      e = [W cos(2π (f x + φ)) + b, x]      f, φ: `count` of each a column
            plr       e = relu(W [cos 2π f x, sin 2π f x] + b)
            periodic  the same without relu
            linear    e = w x + b
            piecewise_linear  e = W p(x) + b,  p_t = how far x has come through bin t of `count` bins
            y = [e of column 0, e of column 1, …, other columns]

        Every column has parameters of its own. Columns made of categories, by `one_hot` or `embeddings`, are
        passed on behind; where the columns are no longer known, as after another layer, all are taken as
        numbers. With `pbld` the numbers themselves stand after all embeddings.
        The bins of `piecewise_linear` are between quantiles of the training rows; p is 0 before a bin and 1
        after it, and goes on beyond the first and the last.

        - Shapes: input [features] → output [numbers · size + others]; `frequency`, `phase` [numbers, count],
          `weight` [numbers, size or size - 1, count or 2 count], `bias` [numbers, size or size - 1]
        - Errors: `layer-shape` for a row of other than one axis; `out-of-range` for pbld of size 1
        - Source: Gorishniy, Rubachev and Babenko, "On embeddings for numerical features in tabular deep
          learning", 2022 (all but pbld); Holzmüller, Grinsztajn and Steinwart, "Better by default",
          2024 (pbld)
        """
    package static let primaryField: String? = "kind"
    package static let example: String? = "{numeric_embedding: {kind: pbld, size: 4}}"

    package enum Kind: String, CaseIterable, Sendable {
        case pbld
        case plr
        case periodic
        case linear
        case piecewiseLinear = "piecewise_linear"
    }

    package let kind: Kind
    package let count: Int
    package let size: Int
    package let deviation: Double

    package var programKey: String { "numeric_embedding \(kind) \(count) \(size)" }

    package init(reading fields: inout FieldReader) {
        kind = fields.choice(
            "kind", default: Kind.pbld, "The function: pbld, plr, periodic, linear or piecewise_linear.")
        count = fields.int(
            "count", aliases: ["frequencies", "n_frequencies", "bins", "n_bins"], default: 16,
            in: .closed(1, 10_000),
            "Frequencies, or bins, for each number; not used by linear.")
        size = fields.int(
            "size", aliases: ["d_embedding"], default: 4, in: .closed(1, 10_000),
            "Numbers for each number; one of pbld's is the number itself.")
        deviation = fields.double(
            "sigma", default: 0.1, in: .positive, "Standard deviation of the frequencies at the start.")
        if kind == .pbld, size < 2 {
            fields.report(
                Diagnostic(
                    "out-of-range",
                    "'pbld' needs a size of 2 or more: one of its numbers is the number itself",
                    at: fields.origin(of: "size")))
        }
    }

    package init(_ kind: Kind, count: Int = 16, size: Int = 4, deviation: Double = 0.1) {
        self.kind = kind
        self.count = count
        self.size = size
        self.deviation = deviation
    }

    /// Numbers that are learned for each number.
    private var learned: Int { kind == .pbld ? size - 1 : size }
    private var waves: Int { kind == .pbld || kind == .piecewiseLinear ? count : 2 * count }

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        guard input.rank == 1 else {
            throw LayerProblem("needs a row of numbers, one axis, but the row has shape \(input)")
        }
        let columns = try model.useColumns(of: input, orNumbers: true)
        let numbers = columns.filter { $0.kind == .number }
        let others = columns.filter { $0.kind != .number }
        guard !numbers.isEmpty else {
            model.columns = columns
            return input
        }
        let features = numbers.count
        let inner = kind == .linear ? 1 : waves
        let bound = Self.uniform(1 / Double(inner).squareRoot())
        func declare(_ name: String, _ dimensions: [Int], _ initializer: any Initializer) throws {
            try model.parameter(
                name, shape: ParameterShape(dimensions: dimensions, fanIn: inner, fanOut: learned),
                initializer: initializer)
        }
        if kind == .piecewiseLinear {
            try PiecewiseLinear.declare(numbers, bins: count, in: &model)
        } else if kind != .linear {
            try declare("frequency", [features, count], NormalInitializer(standardDeviation: deviation))
        }
        if kind == .pbld { try declare("phase", [features, count], Self.uniform(0.5)) }
        try declare("weight", [features, learned, inner], bound)
        try declare("bias", [features, learned], bound)
        model.count(flopsPerRow: 2 * features * learned * inner)
        var left = numbers.flatMap { column in
            (0..<learned).map { FeatureColumn("\(column.name)[\($0)]") }
        }
        if kind == .pbld { left += numbers }
        left += others
        model.columns = left
        return [left.count]
    }

    private static func uniform(_ bound: Double) -> any Initializer {
        UniformInitializer(low: -bound, high: bound)
    }

    package func forward(_ input: Tensor, in pass: ForwardPass) -> Tensor {
        let columns = pass.columns
        let places = columns.indices.filter { columns[$0].kind == .number }
        guard !places.isEmpty else { return input }
        let x = input.columns(places)  // [1 or trials, batch, features]
        let (batch, features) = (x.shape[1], x.shape[2])
        let weight = pass.parameter("weight")  // [trials, features, learned, inner]
        let trials = weight.shape[0]
        // One column after another, its rows along the last axis: the products are over whole rows of vectors.
        let across = x.transposed().reshaped(to: [x.shape[0], features, 1, batch])
        var inner = across
        if kind == .piecewiseLinear {
            inner = PiecewiseLinear.encoded(across, bins: count, in: pass)
        } else if kind != .linear {
            let frequency = pass.parameter("frequency").reshaped(to: [trials, features, count, 1])
            var turns = across * frequency  // [trials, features, count, batch]
            if kind == .pbld {
                turns = turns + pass.parameter("phase").reshaped(to: [trials, features, count, 1])
                inner = cosineOfTurns(turns)
            } else {
                inner = concatenate([cosineOfTurns(turns), sineOfTurns(turns)], axis: 2)
            }
        }
        let bias = pass.parameter("bias").reshaped(to: [trials, features, learned, 1])
        var made: Tensor
        if kind == .linear {
            made = inner * weight + bias
        } else {
            let product = matrixProduct(
                weight.reshaped(to: [trials * features, learned, waves]),
                inner.reshaped(to: [trials * features, waves, batch]))
            made = product.reshaped(to: [trials, features, learned, batch]) + bias
        }
        if kind == .plr { made = maximum(made, 0) }
        let embedded = made.reshaped(to: [trials, features * learned, batch]).transposed()
        var parts = [embedded]  // [trials, batch, features · learned]
        if kind == .pbld { parts.append(x.broadcast(to: [trials, batch, features])) }
        let others = columns.indices.filter { columns[$0].kind != .number }
        if !others.isEmpty {
            parts.append(input.columns(others).broadcast(to: [trials, batch, others.count]))
        }
        return parts.count == 1 ? embedded : concatenate(parts, axis: 2)
    }
}
