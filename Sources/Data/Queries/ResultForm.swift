/// What the text of a query's result does not say by itself: the database knows more than delimited text can hold.
///
/// Where nothing of it matters, the result is exactly what a file with the same bytes would be, and is known by the
/// same key.
struct ResultForm: Codable, Hashable, Sendable {
    /// Columns of texts that look like numbers.
    var texts: [String] = []
    /// Columns of truth values, written `t` and `f`.
    var truths: [String] = []
    /// Whether NULL alone is missing: a text such as NA, or an empty one, occurs as a value.
    var onlyNullIsMissing = false
    /// A single column: where an empty line would be none, NULL is an empty text in quotes.
    var isSingle = false

    /// Nil where the bytes say everything.
    var mark: String? {
        guard !texts.isEmpty || !truths.isEmpty || onlyNullIsMissing else { return nil }
        let parts = texts.map { "text \($0)" } + truths.map { "truth \($0)" }
        return (parts + [onlyNullIsMissing ? "null" : ""]).joined(separator: "\n")
    }

    /// How the text is read.
    ///
    /// - Parameter declared: what the specification says
    func options(_ declared: CSVOptions) -> CSVOptions {
        var options = declared
        options.isDelimiterGiven = true
        options.textColumns = Set(texts)
        for name in truths where options.types[name] == nil { options.types[name] = .boolean }
        guard onlyNullIsMissing else { return options }
        options.emptyQuotesAreText = !isSingle
        options.missing = options.addedMissing + (isSingle ? [""] : [])
        return options
    }
}

extension CSVOptions {
    /// Values that mean missing beside those of pandas, or instead of them.
    fileprivate var addedMissing: [String] {
        let standard = CSVOptions.defaultMissing
        return missing.starts(with: standard) ? Array(missing.dropFirst(standard.count)) : missing
    }
}
