import Foundation
import Spec

/// Points around the centres of classes, normally distributed.
///
///     x = centre of the class + deviation · normal
///     centre of class k of K: spread · (cos 2πk/K, sin 2πk/K, 0, …); on a line from -spread to spread with one input;
///     placement random: spread · normal, per input;  line: spread · (k − (K − 1) / 2) in every input
///
/// - Fields: per_class (rows of each class, 500); classes (3); inputs (2); spread (6); deviation (2); placement (circle: the
///   same difficulty for every seed; line; random); seed
/// - Limits: row i is of class i mod classes
package struct GaussianClustersSource: Generator {
    package static let name = "gaussian_clusters"
    package static let summary = "Points around the centres of classes, normally distributed."
    package static let documentation = """
        gaussian_clusters: {per_class: 500, classes: 3, spread: 6, deviation: 2}

            x = centre of its class + deviation * normal

        Columns x1, x2 … and label ("0", "1" …); classes take turns. `placement: circle` puts the
        centres of the first two inputs evenly on a circle of radius `spread` (with one input: evenly
        from -spread to spread), so that every seed is equally difficult; `line` puts them on the
        diagonal, class k of K at spread * (k - (K - 1) / 2) in every input, so that neighbours are
        `spread` apart in each; `random` draws each coordinate as spread * normal.
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
        perClass = fields.int("per_class", default: 500, in: .closed(1, 1e8), "rows of each class")
        classes = fields.int("classes", default: 3, in: .closed(1, 1000), "number of classes")
        inputs = fields.int("inputs", default: 2, in: .closed(1, 10_000), "number of inputs")
        spread = fields.double(
            "spread", default: 6, in: .nonNegative,
            "distance of the centres from the origin; on a line, from one another in every input")
        deviation = fields.double(
            "deviation", default: 2, in: .nonNegative, "standard deviation of each input")
        placement = fields.choice("placement", default: .circle, "where the centres lie")
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
