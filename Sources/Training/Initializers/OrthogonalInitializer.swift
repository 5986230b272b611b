import Spec

package struct OrthogonalInitializer: Initializer {
    package static let name = "orthogonal"
    package static let about = """
        A random matrix whose rows or columns are at right angles.

            W = gain · Q,  Q uniform among matrices with Q Qᵀ = 1
            (Qᵀ Q = 1 where there are more rows than columns)

        - Limits: more than two axes count as [first, all others]; about 4 · short² · long operations
        - Errors: `layer-shape` for parameters of one axis
        - Source: Saxe, McClelland and Ganguli, "Exact solutions to the nonlinear dynamics of learning in
          deep linear neural networks", 2014; PyTorch `orthogonal_`, Keras `Orthogonal`; made by Gram and
          Schmidt's method done twice
        """
    package static let primaryField: String? = "gain"
    package let gain: Double

    package init(reading fields: inout FieldReader) {
        gain = fields.double("gain", default: 1, "Length of the rows; √2 suits ReLU.")
    }

    package init(gain: Double = 1) {
        self.gain = gain
    }

    package func refusal(for shape: ParameterShape) -> String? {
        shape.dimensions.count >= 2
            ? nil : "it needs two axes or more, but this has the shape \(shape.dimensions)"
    }

    package func values(for shape: ParameterShape, drawing draws: ParameterDraws) -> [Double] {
        let rows = max(shape.dimensions.first ?? 1, 1)
        let columns = shape.count / rows
        let (short, long) = (min(rows, columns), max(rows, columns))
        var vectors = draws.normal(count: shape.count)
        vectors.withUnsafeMutableBufferPointer { Self.orthonormalize($0, count: short, length: long) }
        return (0..<shape.count).map { element in
            let (row, column) = (element / columns, element % columns)
            return gain * (rows <= columns ? vectors[row * long + column] : vectors[column * long + row])
        }
    }

    /// Makes each vector orthogonal to those before it, twice, since once leaves rounding errors behind, and of
    /// length 1.
    private static func orthonormalize(
        _ vectors: UnsafeMutableBufferPointer<Double>, count: Int, length: Int
    ) {
        for index in 0..<count {
            let vector = UnsafeMutableBufferPointer(rebasing: vectors[index * length..<(index + 1) * length])
            for _ in 0..<2 {
                for other in 0..<index {
                    let before = UnsafeBufferPointer(
                        rebasing: vectors[other * length..<(other + 1) * length])
                    let share = dot(UnsafeBufferPointer(vector), before)
                    for element in 0..<length { vector[element] -= share * before[element] }
                }
            }
            let norm = dot(UnsafeBufferPointer(vector), UnsafeBufferPointer(vector)).squareRoot()
            for element in 0..<length { vector[element] /= norm }
        }
    }

    private static func dot(_ a: UnsafeBufferPointer<Double>, _ b: UnsafeBufferPointer<Double>) -> Double {
        var sums = SIMD8<Double>.zero
        var element = 0
        while element + 8 <= a.count {
            for lane in 0..<8 { sums[lane] += a[element + lane] * b[element + lane] }
            element += 8
        }
        var sum = sums.sum()
        while element < a.count {
            sum += a[element] * b[element]
            element += 1
        }
        return sum
    }
}
