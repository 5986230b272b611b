import Spec

/// How a delimited file is read, found by looking at it: what `data` and `init` do and `run` never does.
///
/// Lifetime: `init` looks at the start of the file for its form; `findMarkers` at all rows that were read so. What was
/// given beforehand is kept.
package struct SniffedReading: Sendable {
    /// Fields of the csv source beside its path; empty where its defaults read the file.
    package private(set) var fields: [(key: String, value: SpecContent)] = []
    /// What was found, as pieces of a sentence: `';'`, `decimal ','`.
    package private(set) var pieces: [String] = []
    /// What the markers took away: "17 values in 3 columns".
    package internal(set) var effect: String?
    /// Values that mean missing, as far as they were found.
    var markers = FoundMarkers() {
        didSet {
            fields.removeAll { $0.key == "missing" }
            fields.append(("missing", markers.content))
        }
    }
    /// The fields that were given and are not looked for.
    private let given: Set<String>

    /// - Parameter given: fields of the csv source that are known
    package init(given fields: [(key: String, value: SpecContent)]) {
        self.fields = fields
        given = Set(fields.map(\.key))
    }

    /// "read with ';', decimal ',', markers '?' and -200: 17 values in 3 columns"; nil where nothing was found.
    package var sentence: String? {
        let all = pieces + (markers.isEmpty ? [] : [markers.phrase])
        guard !all.isEmpty else { return nil }
        return "read with " + all.joined(separator: ", ") + (effect.map { ": \($0)" } ?? "")
    }

    func isGiven(_ key: String) -> Bool { given.contains(key) }

    /// A field that was found, unless it was given.
    mutating func find(_ key: String, _ value: SpecContent, _ piece: String?) {
        guard !given.contains(key) else { return }
        fields.append((key, value))
        if let piece { pieces.append(piece) }
    }
}
