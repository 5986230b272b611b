import Foundation
import Spec

/// A sine of one uniform input, with noise.
///
///     y = amplitude · sin(2π · frequency · x + phase) + noise · normal      x uniform in range
///
/// - Fields: rows (100); amplitude (1); frequency (1, periods per unit of x); phase (0, radians); noise (0.1); range
///   ([-1, 1]); seed
/// - Limits: none beyond those of the C library's sine
package struct SineSource: Generator {
    package static let name = "sine"
    package static let summary = "A sine of one uniform input, with noise."
    package static let documentation = """
        sine: {rows: 200, frequency: 0.5, noise: 0.1, range: [0, 4]}

            y = amplitude * sin(2 pi * frequency * x + phase) + noise * normal

        Columns x and y; x is uniform in `range`.
        """

    package let place: Origin
    package let parameters: SpecContent
    let random: GeneratorRandom
    package let rowCount: Int
    let amplitude: Double
    let frequency: Double
    let phase: Double
    let noise: Double
    let range: [Double]

    package init(reading fields: inout FieldReader) {
        place = fields.place
        rowCount = fields.rowCount(default: 100)
        amplitude = fields.double("amplitude", default: 1, "largest value")
        frequency = fields.double("frequency", default: 1, "periods per unit of x")
        phase = fields.double("phase", default: 0, "radians at x = 0")
        noise = fields.noise(default: 0.1, "standard deviation of what is added to y")
        range = fields.inputRange()
        random = fields.generatorSeed()
        parameters = fields.resolved.content
    }

    package func generate(rows: Int) throws -> Table {
        let errors = random.normal(rows, site: 1)
        let x = random.uniform(rows, site: 0).map { range[0] + (range[1] - range[0]) * $0 }
        let y = (0..<rows).map { row in
            amplitude * sin(2 * Double.pi * frequency * x[row] + phase) + noise * errors[row]
        }
        return try Table([numberColumn("x", x), numberColumn("y", y)])
    }
}
