import Spec

/// The rows of several sources, one after another.
///
/// - Fields: sources (list)
/// - Limits: columns are matched by name, in the order of the first source; a column that a later one lacks is missing
///   there, one that the first lacks is left out
/// - Errors: whatever the sources find; tensors of different shapes
package struct ConcatSource: DataSource {
    package static let name = "concat"
    package static let aliases: [String] = []
    package static let summary = "The rows of several sources, one after another."
    package static let documentation = """
        concat: [{csv: 2023.csv}, {csv: 2024.csv}]

        Columns are matched by name, in the order of the first source. A column that a later source
        lacks is missing in its rows; one that the first lacks is left out. Numbers in one and text in
        another make text.

        Errors: whatever the sources find; tensors of different shapes.
        """
    package static let primaryField: String? = "sources"
    package static let example: String? = "{concat: [{csv: 2023.csv}, {csv: 2024.csv}]}"

    package let place: Origin
    package let parameters: SpecContent
    let sources: [Located<any DataSource>]

    package init(reading fields: inout FieldReader) {
        place = fields.place
        sources = fields.requiredComponents("sources", in: sourceFamily, "where the rows come from, in order")
        parameters = .defaults(
            sources.map { source in
                .defaults([(type(of: source.value).name, source.value.parameters)])
            })
    }

    package func locate(in environment: DataEnvironment, progress: DataProgress?) throws -> LocatedSource {
        LocatedSource(parts: try sources.map { try $0.value.locate(in: environment, progress: progress) })
    }

    package func quicklyLocated(in environment: DataEnvironment) -> LocatedSource? {
        let found = sources.compactMap { $0.value.quicklyLocated(in: environment) }
        return found.count == sources.count ? LocatedSource(parts: found) : nil
    }

    package func preview(in environment: DataEnvironment) throws -> SourcePreview? {
        var previews: [SourcePreview] = []
        for source in sources {
            guard let preview = try source.value.preview(in: environment) else { return nil }
            previews.append(preview)
        }
        guard let first = previews.first else { return nil }
        let counts = previews.compactMap(\.rowCount)
        let sample = try joined(previews.map(\.sample))
        return SourcePreview(
            path: first.path, schema: sample.schema, sample: sample,
            rowCount: counts.count == previews.count ? counts.reduce(0, +) : nil)
    }

    package func read(_ located: LocatedSource) throws -> Table {
        try joined(try zip(sources, located.parts).map { source, found in try source.value.read(found) })
    }

    private func joined(_ tables: [Table]) throws -> Table {
        do {
            return try TableConcatenation.joined(tables)
        } catch let failure as StepFailure {
            throw DataDiagnostics("data-values", failure.message, at: place, help: failure.help)
        }
    }
}
