import Foundation
import Spec

package struct GaussianClustersSource: Generator {
    package static let name = "gaussian_clusters"
    package static let about = """
        Points around the centers of classes, normally distributed.

            x = center of the class + deviation · normal
            circle: center of class k of K: spread · (cos 2πk/K, sin 2πk/K, 0, …)
                    with one input: evenly from -spread to spread
            line:   spread · (k - (K - 1) / 2) in every input
            random: spread · normal, per input

        Columns x1, x2 … and label ("0", "1" …); row i is of class i mod classes. With `circle` every seed
        is equally difficult; with `line` neighbors are `spread` apart in each input.
        """

    package let place: Origin
    package let parameters: SpecContent
    let random: GeneratorRandom
    let perClass: Int
    let classes: Int
    let inputs: Int
    let spread: Double
    let deviation: Double
    let placement: Placement

    package init(reading fields: inout FieldReader) {
        place = fields.place
        perClass = fields.int("per_class", default: 500, in: .closed(1, 1e8), "Rows of each class.")
        classes = fields.int("classes", default: 3, in: .closed(1, 1000), "Number of classes.")
        inputs = fields.int("inputs", default: 2, in: .closed(1, 10_000), "Number of inputs.")
        spread = fields.double(
            "spread", default: 6, in: .nonNegative,
            "Distance of the centers from the origin; on a line, from one another in every input.")
        deviation = fields.double(
            "deviation", default: 2, in: .nonNegative, "Standard deviation of each input.")
        placement = fields.choice("placement", default: .circle, "Where the centers lie.")
        random = fields.generatorSeed()
        parameters = fields.resolved.content
    }

    package var rowCount: Int { perClass * classes }

    package func generate(rows: Int) throws -> Table {
        let centres = centres
        let noise = random.normal(rows * inputs, site: 0)
        var columns = (0..<inputs).map { input in
            numberColumn(
                "x\(input + 1)",
                (0..<rows).map { row in
                    centres[row % classes][input] + deviation * noise[row * inputs + input]
                })
        }
        columns.append(labelColumn("label", (0..<rows).map { Int32($0 % classes) }, classes: classes))
        return try Table(columns)
    }

    enum Placement: String, Sendable, CaseIterable {
        case circle, line, random
    }

    private var centres: [[Double]] {
        let draws = random.normal(classes * inputs, site: 1)
        return (0..<classes).map { index in
            if placement == .random {
                return (0..<inputs).map { spread * draws[index * inputs + $0] }
            }
            if placement == .line {
                let place = Double(index) - Double(classes - 1) / 2
                return [Double](repeating: spread * place, count: inputs)
            }
            var centre = [Double](repeating: 0, count: inputs)
            if inputs == 1 {
                centre[0] = classes > 1 ? spread * (2 * Double(index) / Double(classes - 1) - 1) : 0
            } else {
                let angle = 2 * Double.pi * Double(index) / Double(classes)
                centre[0] = spread * cos(angle)
                centre[1] = spread * sin(angle)
            }
            return centre
        }
    }
}
