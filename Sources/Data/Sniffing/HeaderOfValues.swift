import Spec

extension CSVSource {
    /// A warning about names of columns that look like the values of a first row: a file without a header loses that
    /// row, and its columns are called `0.455` and `15`.
    ///
    ///     at least two names are numbers, a third of all; and they do not count up by one, as years do
    func headerWarning(_ schema: TableSchema) -> Diagnostic? {
        guard options.header, options.names == nil else { return nil }
        let numbers = schema.columns.filter { NumberForm.isNumber($0.name) }
        guard numbers.count >= 2, numbers.count * 3 >= schema.columns.count else { return nil }
        let whole = numbers.compactMap { Int($0.name) }
        let countsUp =
            whole.count == numbers.count && zip(whole, whole.dropFirst()).allSatisfy { $1 == $0 + 1 }
        guard !countsUp else { return nil }
        let shown = numbers.prefix(3).map { "'\($0.name)'" }.joined(separator: ", ")
        return Diagnostic(
            "header-of-values",
            "\(numbers.count) of \(schema.columns.count) columns have a number for a name (\(shown)): is the first "
                + "line a row and no header?",
            at: place, help: "if it is a row, say so: csv: {path: …, header: false}", severity: .warning)
    }
}
