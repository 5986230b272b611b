import Foundation
import Spec

package struct MoonsSource: Generator {
    package static let name = "moons"
    package static let about = """
        Two half circles that reach into each other.

            class 0: (cos t, sin t)      class 1: (1 - cos t, 1/2 - sin t)
            t evenly from 0 to π; noise · normal is added

        Columns x1, x2 and label; row i is of class i mod 2.

        - Source: the shape of scikit-learn's `make_moons`
        """

    package let place: Origin
    package let parameters: SpecContent
    let random: GeneratorRandom
    package let rowCount: Int
    let noise: Double

    package init(reading fields: inout FieldReader) {
        place = fields.place
        rowCount = fields.rowCount(default: 200)
        noise = fields.noise(default: 0.1, "Standard deviation of what is added to both coordinates.")
        random = fields.generatorSeed()
        parameters = fields.resolved.content
    }

    package func generate(rows: Int) throws -> Table {
        let errors = random.normal(2 * rows, site: 0)
        let steps = Double(max(1, (rowCount + 1) / 2 - 1))
        var first: [Double] = []
        var second: [Double] = []
        for row in 0..<rows {
            let angle = Double.pi * Double(row / 2) / steps
            let isUpper = row % 2 == 0
            first.append((isUpper ? cos(angle) : 1 - cos(angle)) + noise * errors[2 * row])
            second.append((isUpper ? sin(angle) : 0.5 - sin(angle)) + noise * errors[2 * row + 1])
        }
        let labels = (0..<rows).map { Int32($0 % 2) }
        return try Table([
            numberColumn("x1", first), numberColumn("x2", second), labelColumn("label", labels, classes: 2),
        ])
    }
}
