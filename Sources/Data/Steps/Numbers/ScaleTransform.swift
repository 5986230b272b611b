/// Shifts and scales columns: what `robust_scale` and `max_abs` become.
///
///     y = (x − offset) / scale
struct ScaleTransform: ReplacingTransform {
    struct Scale: ColumnState {
        var name: String
        var offset: Double
        /// Not 0: 1 for a column without spread.
        var scale: Double
        var isConstant: Bool
    }

    static let stepName = "scale"

    var columns: [Scale]

    var warnings: [String] {
        warning(
            "without spread in the training rows and therefore not scaled",
            about: columns.filter(\.isConstant))
    }

    func made(of entry: Scale, in table: Table) throws -> [Column] {
        let (offset, scale) = (entry.offset, entry.scale)
        let column = try table.numbers(entry.name, for: Self.stepName)
        return [.numbers(column.mapped { ($0 - offset) / scale })]
    }

    func effect(on entry: Scale) -> TargetEffect {
        .invertible(.affine(offset: entry.offset, scale: entry.scale))
    }
}
