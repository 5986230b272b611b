import Foundation
import Spec

package struct LinearSource: Generator {
    package static let name = "linear"
    package static let about = """
        A linear function of uniform inputs, with noise.

            y = bias + Σ weight · x + noise · normal        x uniform in range

        Columns x (or x1, x2 …) and y.

        - Errors: another number of weights than inputs, where both are given
        """
    package static let example: String? = "{linear: {rows: 200, weights: [2, -3.4], bias: 4.2, noise: 0.01}}"

    package let place: Origin
    package let parameters: SpecContent
    let random: GeneratorRandom
    package let rowCount: Int
    let inputs: Int
    let weights: [Double]?
    let bias: Double
    let noise: Double
    let range: [Double]

    package init(reading fields: inout FieldReader) {
        place = fields.place
        rowCount = fields.rowCount(default: 100)
        let inputs = fields.optionalInt(
            "inputs", in: .closed(1, 10_000), "Number of inputs; default one per weight.")
        weights = fields.optionalDoubles(
            "weights", "The weight of each input; default drawn from the seed, normal.")
        self.inputs = inputs ?? weights?.count ?? 1
        bias = fields.double("bias", default: 0, "Value where all inputs are 0.")
        noise = fields.noise(default: 0.1, "Standard deviation of what is added to y.")
        range = fields.inputRange()
        if let weights, let inputs, weights.count != inputs || weights.isEmpty {
            fields.report(
                Diagnostic(
                    "wrong-count", "there are \(weights.count) weights for \(inputs) inputs",
                    at: fields.origin(of: "weights")))
        }
        random = fields.generatorSeed()
        parameters = fields.resolved.content
    }

    package func generate(rows: Int) throws -> Table {
        let draws = random.uniform(rows * inputs, site: 0)
        let errors = random.normal(rows, site: 1)
        let weights = weights ?? random.normal(inputs, site: 2)
        let x = draws.map { range[0] + (range[1] - range[0]) * $0 }
        let y = (0..<rows).map { row in
            var sum = bias
            for input in 0..<inputs { sum += weights[input] * x[row * inputs + input] }
            return sum + noise * errors[row]
        }
        var columns = (0..<inputs).map { input in
            numberColumn(
                inputs == 1 ? "x" : "x\(input + 1)", (0..<rows).map { x[$0 * inputs + input] })
        }
        columns.append(numberColumn("y", y))
        return try Table(columns)
    }
}
