/// Where a value of the specification came from. Every key and value carries one, and messages point to it.
package enum Origin: Hashable, Sendable {
    /// Written in a file.
    case file(SourceSpan)
    /// Written in a command-line override.
    case override(OverrideSpan)
    /// Taken from an environment variable by the `${env:NAME}` that stands at the span.
    case environment(name: String, SourceSpan)
    /// Made with a `${secret:…}`, or an address with a password from the environment: `written` is the text before that
    /// was replaced, and all that may be shown of it.
    indirect case secret(written: String, Origin)
    /// Written nowhere: the default of its field.
    case defaultValue

    /// The folder relative paths are resolved in: that of the file the value stands in, else the current one.
    package var folder: String {
        switch self {
        case .file(let span), .environment(_, let span):
            guard let slash = span.start.file.lastIndex(of: "/") else { return "." }
            let folder = span.start.file[..<slash]
            return folder.isEmpty ? "/" : String(folder)
        case .secret(_, let place):
            return place.folder
        case .override, .defaultValue:
            return "."
        }
    }

    /// The place itself, whether or not a secret stands there.
    var unwrapped: Origin {
        if case .secret(_, let place) = self { place.unwrapped } else { self }
    }

    /// The position in a file, when there is one.
    package var span: SourceSpan? {
        switch self {
        case .file(let span), .environment(_, let span): span
        case .secret(_, let place): place.span
        case .override, .defaultValue: nil
        }
    }
}

/// A stretch of a command-line override such as `optimizer.lr=0.1`.
package struct OverrideSpan: Hashable, Sendable {
    /// The whole argument as typed.
    package var argument: String
    /// Which override it was, counted from 0.
    package var index: Int
    /// First character within the argument, counted from 1.
    package var column: Int
    /// Number of characters, at least 1.
    package var length: Int

    package init(argument: String, index: Int, column: Int = 1, length: Int? = nil) {
        self.argument = argument
        self.index = index
        self.column = column
        self.length = max(1, length ?? argument.count)
    }
}

extension Origin {
    /// The place of some characters inside a text that stands at this origin, as exactly as it can be known:
    /// the text may be bare, or in quotes whose escapes are doubled quotes.
    package func narrowed(to range: Range<Int>, of text: String) -> Origin {
        func placed(_ column: Int, _ length: Int) -> (column: Int, length: Int)? {
            let before = text.prefix(range.lowerBound)
            let inside = text.dropFirst(range.lowerBound).prefix(range.count)
            let single = text.count { $0 == "'" }
            if text.contains("\n") { return nil }
            if length == text.count { return (column + range.lowerBound, range.count) }
            if length == text.count + 2 { return (column + 1 + range.lowerBound, range.count) }
            guard length == text.count + 2 + single else { return nil }
            let shift = before.count { $0 == "'" }
            let extra = inside.count { $0 == "'" }
            return (column + 1 + range.lowerBound + shift, range.count + extra)
        }
        switch self {
        case .file(var span):
            guard let place = placed(span.start.column, span.length) else { return self }
            span.start.column = place.column
            span.length = max(1, place.length)
            return .file(span)
        case .override(var span):
            guard let place = placed(span.column, span.length) else { return self }
            span.column = place.column
            span.length = max(1, place.length)
            return .override(span)
        case .environment, .secret, .defaultValue: return self
        }
    }
}
