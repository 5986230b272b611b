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
