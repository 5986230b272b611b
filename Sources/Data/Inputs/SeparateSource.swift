import Spec

package struct SeparateSource: DataSource {
    package static let name = "separate"
    package static let aliases = ["parts"]
    package static let about = """
        Separate sources for training, validation and test.

        The rows of all parts go through the same steps; fitted steps see the training part alone. The split
        is then `predefined` unless another one is given; `split: {predefined: {val: 0.1}}` takes a part of
        the training rows for validation. Columns are matched by name, in the order of `train`. A column
        that another part lacks is missing there; one that `train` lacks is left out. The type of a column
        is that of all its values in all parts: numbers in one part and text in another are text, each as it
        was written.

        - Errors: whatever the sources find; tensors of different shapes
        """
    package static let example: String? = "{separate: {train: {csv: train.csv}, test: {csv: test.csv}}}"

    package let place: Origin
    package let parameters: SpecContent
    let parts: [(name: String, source: Located<any DataSource>)]

    package init(reading fields: inout FieldReader) {
        place = fields.place
        let train = fields.requiredComponent("train", in: sourceFamily, "Rows the model is trained on.")
        let val = fields.optionalComponent(
            "val", aliases: ["validation"], in: sourceFamily, "Rows watched during training.")
        let test = fields.optionalComponent("test", in: sourceFamily, "Rows looked at in the end.")
        parts = [("train", train), ("val", val), ("test", test)].compactMap { name, source in
            source.map { (name, $0) }
        }
        parameters = .defaults(
            parts.map { part in
                let source = part.source.value
                return (part.name, .defaults([(source.keyName, source.parameters)]))
            })
    }

    package var partNames: [String] { parts.map(\.name) }

    package func locate(in environment: DataEnvironment, progress: DataProgress?) throws -> LocatedSource {
        LocatedSource(
            parts: try parts.map { try $0.source.value.locate(in: environment, progress: progress) })
    }

    package var declaredTypes: [String: ColumnType] {
        parts.reduce(into: [:]) { types, part in
            types.merge(part.source.value.declaredTypes) { first, _ in first }
        }
    }

    package func table(_ located: LocatedSource, as types: [String: ColumnType]) throws -> Table {
        let tables = try zip(parts, located.parts).map { part, found in
            try JoinedTables.Part(part.source.value, found, as: types)
        }
        var divisions: [TablePart] = []
        for (part, table) in zip(parts, tables) {
            let start = divisions.last?.rows.upperBound ?? 0
            divisions.append(
                TablePart(name: part.name, rows: start..<(start + table.table.rowCount)))
        }
        return try JoinedTables.joined(tables, at: place).divided(into: divisions)
    }

    package func reading(newFile path: String) throws -> Table? {
        try parts.first?.source.value.reading(newFile: path)
    }
}
