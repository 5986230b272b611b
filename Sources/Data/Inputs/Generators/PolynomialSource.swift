import Foundation
import Spec

/// A polynomial of one uniform input, with noise.
///
///     y = Σ coefficient[k] · x^k + noise · normal      x uniform in range
///
/// - Fields: rows (100); coefficients ([0, 1, -2, 3], constant first); noise (0.1); range ([-1, 1]); seed
/// - Limits: overflow for large inputs and degrees gives values that are not finite, which the model refuses
package struct PolynomialSource: Generator {
    package static let name = "polynomial"
    package static let summary = "A polynomial of one uniform input, with noise."
    package static let documentation = """
        polynomial: {rows: 20, coefficients: [0, 2, 0, -3], noise: 0.3}

            y = sum of coefficient[k] * x^k + noise * normal

        Columns x and y; x is uniform in `range`. The constant is the first coefficient.
        """

    package let place: Origin
    package let parameters: SpecContent
    let random: GeneratorRandom
    package let rowCount: Int
    let coefficients: [Double]
    let noise: Double
    let range: [Double]

    package init(reading fields: inout FieldReader) {
        place = fields.place
        rowCount = fields.rowCount(default: 100)
        coefficients = fields.doubles("coefficients", default: [0, 1, -2, 3], "of x^0, x^1, x^2 …")
        noise = fields.noise(default: 0.1, "standard deviation of what is added to y")
        range = fields.inputRange()
        random = fields.generatorSeed()
        parameters = fields.resolved.content
    }

    package func generate(rows: Int) throws -> Table {
        let errors = random.normal(rows, site: 1)
        let x = random.uniform(rows, site: 0).map { range[0] + (range[1] - range[0]) * $0 }
        // Horner's rule.
        let y = (0..<rows).map { row in
            coefficients.reversed().reduce(0) { $0 * x[row] + $1 } + noise * errors[row]
        }
        return try Table([numberColumn("x", x), numberColumn("y", y)])
    }
}
