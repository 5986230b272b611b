/// A column of texts that would be numbers but for some of its rows, with the texts that stand in the way.
///
///     texts that are known to mean missing ('?', '-', 'unknown' …): any share of the rows
///     others: at most 10 different ones, in at most one of ten rows
///
/// - Limits: nothing is said of a column without two different numbers
package struct AlmostNumbers: Sendable, Equatable {
    /// A text and how many rows have it.
    package struct Stray: Sendable, Equatable {
        package var text: String
        package var rows: Int
        /// Whether the text is one that means missing wherever it stands among numbers.
        package var isMarker: Bool
    }

    /// Rows that hold a number.
    package var numberRows: Int
    /// Different ones of them, as they are written.
    package var differentNumbers: Int
    /// The texts that are no numbers, the most frequent first.
    package var strays: [Stray]

    package var strayRows: Int { strays.reduce(0) { $0 + $1.rows } }

    private static let mostStrays = 10
    private static let mostMarkers = 10

    package init?(_ column: Column, _ decimals: DecimalParser = DecimalParser()) {
        var numberRows = 0
        var differentNumbers = 0
        var others: [String: Int] = [:]
        let mostOthers = Self.mostStrays + Self.mostMarkers
        switch column {
        case .categories(let categories):
            for (level, rows) in zip(categories.levels, categories.counts) where rows > 0 {
                if decimals.parse(level) != nil {
                    numberRows += rows
                    differentNumbers += 1
                } else {
                    others[level] = rows
                    guard others.count <= mostOthers else { return nil }
                }
            }
        case .text(let texts):
            var different: Set<Double> = []
            for row in 0..<texts.count {
                guard let text = texts[row] else { continue }
                if let value = decimals.parse(text) {
                    numberRows += 1
                    if different.count < 1000 { different.insert(value) }
                } else {
                    others[text, default: 0] += 1
                    guard others.count <= mostOthers else { return nil }
                }
            }
            differentNumbers = different.count
        case .numbers, .booleans, .tensors: return nil
        }
        let strays = others.map { text, rows in
            Stray(text: text, rows: rows, isMarker: MarkerWords.contains(text))
        }
        let unknown = strays.filter { !$0.isMarker }
        let unknownRows = unknown.reduce(0) { $0 + $1.rows }
        guard differentNumbers > 1, !strays.isEmpty, unknown.count <= Self.mostStrays,
            unknownRows * 9 <= numberRows
        else { return nil }
        self.numberRows = numberRows
        self.differentNumbers = differentNumbers
        self.strays = strays.sorted { ($1.rows, $0.text) < ($0.rows, $1.text) }
    }

    /// "in all but 3 rows ('?', '3+')", as the end of "holds numbers …".
    package var phrase: String {
        let rows = strayRows
        let shown = strays.prefix(3).map { "'\($0.text)'" }.joined(separator: ", ")
        return "in all but \(rows) row\(rows == 1 ? "" : "s") (\(shown)\(strays.count > 3 ? " …" : ""))"
    }

    /// How a specification would say that the texts mean missing.
    package func advice(_ name: String) -> String {
        let texts = strays.prefix(3).map { "'\($0.text.replacing("'", with: "''"))'" }
        let list = "[\(texts.joined(separator: ", "))\(strays.count > 3 ? ", …" : "")]"
        return strays.allSatisfy(\.isMarker)
            ? "csv: {missing: \(list)}" : "csv: {missing: {columns: {\(name): \(list)}}}"
    }
}
