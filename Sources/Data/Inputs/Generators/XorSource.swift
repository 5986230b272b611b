import Foundation
import Spec

package struct XorSource: Generator {
    package static let name = "xor"
    package static let about = """
        The corners of a square, labeled by the exclusive or of their coordinates.

            x1 = bit 1 of i + noise · normal,   x2 = bit 0 of i + noise · normal        i = row mod 4
            label = bit 1 xor bit 0

        Columns x1, x2 and label.

        - Limits: without noise there are four different rows, however many are asked for
        """

    package let place: Origin
    package let parameters: SpecContent
    let random: GeneratorRandom
    package let rowCount: Int
    let noise: Double

    package init(reading fields: inout FieldReader) {
        place = fields.place
        rowCount = fields.rowCount(default: 4)
        noise = fields.noise(default: 0, "Standard deviation of what is added to both coordinates.")
        random = fields.generatorSeed()
        parameters = fields.resolved.content
    }

    package func generate(rows: Int) throws -> Table {
        let errors = random.normal(2 * rows, site: 0)
        let first = (0..<rows).map { Double($0 >> 1 & 1) + noise * errors[2 * $0] }
        let second = (0..<rows).map { Double($0 & 1) + noise * errors[2 * $0 + 1] }
        let labels = (0..<rows).map { Int32(($0 >> 1 ^ $0) & 1) }
        return try Table([
            numberColumn("x1", first), numberColumn("x2", second), labelColumn("label", labels, classes: 2),
        ])
    }
}
