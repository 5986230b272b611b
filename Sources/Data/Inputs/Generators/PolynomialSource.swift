import Foundation
import Spec

package struct PolynomialSource: Generator {
    package static let name = "polynomial"
    package static let about = """
        A polynomial of one uniform input, with noise.

            y = Σ coefficient[k] · x^k + noise · normal        x uniform in range

        Columns x and y.

        - Limits: overflow for large inputs and degrees gives values that are not finite, which the model
          refuses
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
        coefficients = fields.doubles(
            "coefficients", default: [0, 1, -2, 3], "The coefficients of x^0, x^1, x^2 …, the constant first."
        )
        noise = fields.noise(default: 0.1, "Standard deviation of what is added to y.")
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
