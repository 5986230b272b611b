import Foundation
import Spec

package struct SpiralSource: Generator {
    package static let name = "spiral"
    package static let about = """
        Arms of a spiral, one per class.

            r evenly from 0 to 1,   angle = 2π · (turns · r + k / classes)
            (r cos angle, r sin angle) + noise · normal

        Columns x1, x2 and label; row i is of class i mod classes.
        """

    package let place: Origin
    package let parameters: SpecContent
    let random: GeneratorRandom
    let perClass: Int
    let classes: Int
    let turns: Double
    let noise: Double

    package init(reading fields: inout FieldReader) {
        place = fields.place
        perClass = fields.int("per_class", default: 100, in: .closed(1, 1e8), "Rows of each class.")
        classes = fields.int("classes", default: 2, in: .closed(1, 1000), "Number of arms.")
        turns = fields.double("turns", default: 1, in: .positive, "How often an arm goes round.")
        noise = fields.noise(default: 0.02, "Standard deviation of what is added to both coordinates.")
        random = fields.generatorSeed()
        parameters = fields.resolved.content
    }

    package var rowCount: Int { perClass * classes }

    package func generate(rows: Int) throws -> Table {
        let errors = random.normal(2 * rows, site: 0)
        var first: [Double] = []
        var second: [Double] = []
        for row in 0..<rows {
            let radius = Double(row / classes) / Double(max(1, perClass - 1))
            let angle = 2 * Double.pi * (turns * radius + Double(row % classes) / Double(classes))
            first.append(radius * cos(angle) + noise * errors[2 * row])
            second.append(radius * sin(angle) + noise * errors[2 * row + 1])
        }
        let labels = (0..<rows).map { Int32($0 % classes) }
        return try Table([
            numberColumn("x1", first), numberColumn("x2", second),
            labelColumn("label", labels, classes: classes),
        ])
    }
}
