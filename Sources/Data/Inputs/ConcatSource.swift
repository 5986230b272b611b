import Spec

package struct ConcatSource: DataSource {
    package static let name = "concat"
    package static let about = """
        The rows of several sources, one after another.

        Columns are matched by name, in the order of the first source. A column that a later source lacks is
        missing in its rows; one that the first lacks is left out. The type of a column is that of all its
        values: numbers in one source and text in another are text, each as it was written.

        - Errors: whatever the sources find; tensors of different shapes
        """
    package static let primaryField: String? = "sources"
    package static let example: String? = "{concat: [{csv: 2023.csv}, {csv: 2024.csv}]}"

    package let place: Origin
    package let parameters: SpecContent
    let sources: [Located<any DataSource>]

    package init(reading fields: inout FieldReader) {
        place = fields.place
        sources = fields.requiredComponents(
            "sources", in: sourceFamily, "Where the rows come from, in order.")
        parameters = .defaults(
            sources.map { source in
                .defaults([(source.value.keyName, source.value.parameters)])
            })
    }

    package func locate(in environment: DataEnvironment, progress: DataProgress?) throws -> LocatedSource {
        LocatedSource(parts: try sources.map { try $0.value.locate(in: environment, progress: progress) })
    }

    package var declaredTypes: [String: ColumnType] {
        sources.reduce(into: [:]) { types, source in
            types.merge(source.value.declaredTypes) { first, _ in first }
        }
    }

    package func table(_ located: LocatedSource, as types: [String: ColumnType]) throws -> Table {
        let parts = try zip(sources, located.parts).map { source, found in
            try JoinedTables.Part(source.value, found, as: types)
        }
        return try JoinedTables.joined(parts, at: place)
    }

    package func reading(newFile path: String) throws -> Table? {
        try sources.first?.value.reading(newFile: path)
    }
}
