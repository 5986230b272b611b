/// Shifts and scales columns: what `robust_scale` and `max_abs` become.
///
///     y = (x − offset) / scale
struct ScaleTransform: Transform {
    struct Scale: Codable, Sendable {
        var name: String
        var offset: Double
        /// Not 0: 1 for a column without spread.
        var scale: Double
        var isConstant: Bool
    }

    static let stepName = "scale"

    let columns: [Scale]

    var warnings: [String] {
        let constant = columns.filter(\.isConstant).map { "'\($0.name)'" }
        guard !constant.isEmpty else { return [] }
        return [
            "without spread in the training rows and therefore not scaled: "
                + constant.joined(separator: ", ")
        ]
    }

    func apply(to table: Table) throws -> Table {
        var table = table
        for entry in columns {
            let column = try table.numbers(entry.name, for: Self.stepName)
            let (offset, scale) = (entry.offset, entry.scale)
            try table.set(entry.name, .numbers(column.mapped { ($0 - offset) / scale }))
        }
        return table
    }

    func forPrediction(without absent: inout Set<String>) -> (any Transform)? {
        let kept = columns.filter { !absent.contains($0.name) }
        return kept.isEmpty ? nil : ScaleTransform(columns: kept)
    }

    func effect(onTarget name: String) -> TargetEffect {
        guard let entry = columns.first(where: { $0.name == name }) else { return .none }
        return .invertible(.affine(offset: entry.offset, scale: entry.scale))
    }
}
