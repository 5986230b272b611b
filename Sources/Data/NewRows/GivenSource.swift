import Spec

/// New rows that come from a source of their own, as a specification writes it, in place of a file.
package struct GivenSource {
    package enum Content {
        /// A file of delimited text.
        case text(path: String, CSVOptions)
        case table(Table)
    }

    /// What messages call it.
    package let name: String
    package let content: Content

    /// - Errors: those of the source
    package init(_ source: any DataSource, in environment: DataEnvironment) throws {
        let located = try source.locate(in: environment, progress: nil)
        name = located.name.isEmpty ? type(of: source).name : located.name
        if located.files.count == 1, let options = source.textOptions(located), options.rowLimit == nil,
            options.types.isEmpty
        {
            content = .text(path: located.path, options)
        } else {
            content = .table(try source.read(located))
        }
    }

    /// Whether a text is such a source and no name of a file: `{csv: …}`, `sqlite: {…}`.
    package static func isMeant(by text: String) -> Bool {
        if text.hasPrefix("{") { return true }
        guard let colon = text.firstIndex(of: ":"), text[colon...].dropFirst().first == " " else {
            return false
        }
        let word = String(text[..<colon])
        return sourceFamily.members.contains { $0.name == word || $0.aliases.contains(word) }
    }
}
