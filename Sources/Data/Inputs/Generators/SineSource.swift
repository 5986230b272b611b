import Foundation
import Spec

package struct SineSource: Generator {
    package static let name = "sine"
    package static let about = """
        A sine of one uniform input, with noise.

            y = amplitude · sin(2π · frequency · x + phase) + noise · normal        x uniform in range

        Columns x and y.
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
        amplitude = fields.double("amplitude", default: 1, "Largest value.")
        frequency = fields.double("frequency", default: 1, "Periods per unit of x.")
        phase = fields.double("phase", default: 0, "Radians at x = 0.")
        noise = fields.noise(default: 0.1, "Standard deviation of what is added to y.")
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
