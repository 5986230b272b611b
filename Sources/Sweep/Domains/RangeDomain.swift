import Spec

package struct RangeDomain: Domain {
    package static let name = "range"
    package static let about = """
        Numbers from a start in equal steps, the stop not included.

            start, start + step, start + 2 · step, … while below stop (above it for a negative step)

        `{range: 4}` is 0, 1, 2, 3; `{range: [1, 4]}` is 1, 2, 3; `{range: [1, 10, 3]}` is 1, 4, 7. The stop
        is not included, as in Python and Hydra; `int_uniform` and `uniform` with a step include it.

        - Limits: whole numbers when all three are; otherwise values are rounded to 15 significant digits
        - Errors: `empty-domain` when nothing lies between start and stop; `out-of-range` for a step of 0
        """
    package static let primaryField: String? = "values"
    package static let example: String? = "{range: [1, 10, 3]}"
    package let domain: ParameterDomain?

    /// More values cannot be meant.
    private static let limit = 100_000

    package init(reading fields: inout FieldReader) {
        let values =
            fields.optionalDoubles("values", "Stop; or start and stop; or start, stop and step.") ?? []
        domain = Self.domain(values, &fields)
    }

    private static func domain(_ values: [Double], _ fields: inout FieldReader) -> ParameterDomain? {
        let place = fields.origin(of: "values") == .defaultValue ? fields.place : fields.origin(of: "values")
        guard (1...3).contains(values.count) else {
            if fields.origin(of: "values") == .defaultValue || !values.isEmpty {
                fields.report(
                    Diagnostic(
                        "wrong-count", "a range is made of 1 to 3 numbers, found \(values.count)", at: place,
                        help: "write [start, stop] or [start, stop, step]"))
            }
            return nil
        }
        let start = values.count > 1 ? values[0] : 0
        let stop = values.count > 1 ? values[1] : values[0]
        let step = values.count > 2 ? values[2] : 1
        guard step != 0 else {
            fields.report(Diagnostic("out-of-range", "the step of a range must not be 0", at: place))
            return nil
        }
        let steps = ((stop - start) / step - 1e-9).rounded(.up)
        guard steps >= 1, steps <= Double(limit) else {
            let found =
                steps < 1
                ? "no number lies in the range" : "the range has \(numberText(steps)) numbers, above \(limit)"
            fields.report(
                Diagnostic(
                    "empty-domain",
                    "\(found): start \(numberText(start)), stop \(numberText(stop)), "
                        + "step \(numberText(step))",
                    at: place))
            return nil
        }
        let isWhole = [start, stop, step].allSatisfy { $0 == $0.rounded() }
        let raster = NumberInterval(
            lower: start, upper: stop, isLogarithmic: false, step: step, isWhole: isWhole)
        let numbers = (0..<Int(steps)).map { raster.content(of: raster.value(at: $0)) }
        return .levels(numbers.map { SpecNode($0, origin: place) })
    }
}
