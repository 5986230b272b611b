import Foundation
import Spec

package struct CirclesSource: Generator {
    package static let name = "circles"
    package static let about = """
        A circle inside another.

            class 0: (cos t, sin t)      class 1: factor · (cos t, sin t)
            t evenly from 0 to 2π; noise · normal is added

        Columns x1, x2 and label; row i is of class i mod 2.

        - Source: the shape of scikit-learn's `make_circles`
        """

    package let place: Origin
    package let parameters: SpecContent
    let random: GeneratorRandom
    package let rowCount: Int
    let factor: Double
    let noise: Double

    package init(reading fields: inout FieldReader) {
        place = fields.place
        rowCount = fields.rowCount(default: 200)
        factor = fields.double("factor", default: 0.5, in: .open(0, 1), "Radius of the inner circle.")
        noise = fields.noise(default: 0.1, "Standard deviation of what is added to both coordinates.")
        random = fields.generatorSeed()
        parameters = fields.resolved.content
    }

    package func generate(rows: Int) throws -> Table {
        let errors = random.normal(2 * rows, site: 0)
        let perClass = Double(max(1, (rowCount + 1) / 2))
        var first: [Double] = []
        var second: [Double] = []
        for row in 0..<rows {
            let angle = 2 * Double.pi * Double(row / 2) / perClass
            let radius = row % 2 == 0 ? 1 : factor
            first.append(radius * cos(angle) + noise * errors[2 * row])
            second.append(radius * sin(angle) + noise * errors[2 * row + 1])
        }
        let labels = (0..<rows).map { Int32($0 % 2) }
        return try Table([
            numberColumn("x1", first), numberColumn("x2", second), labelColumn("label", labels, classes: 2),
        ])
    }
}
