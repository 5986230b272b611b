import Spec

package struct HashingStep: ColumnwiseStep {
    package static let name = "hashing"
    package static let aliases: [String] = ["feature_hashing"]
    package static let about = """
        Deals the words of a text, or the values of a category, into a fixed number of columns by hash.

            h = MurmurHash3(term), 32 bits, with a sign
            column_hash⟨|h| mod features⟩ += sign of h,   each row divided by its norm

        Nothing is learned, so that new words and new categories have their columns as well: for texts of
        any vocabulary, and with `analyzer: value` for categories with so many values that `one_hot` would
        make too many columns. Terms that share a column are as likely to cancel as to add up. Terms are
        those of `tf_idf`. The columns stand where the column stood.

        What it makes are columns of numbers, at most 134,217,728 of them in all (1 GiB).

        - Limits: a missing text has no words, and zeros everywhere
        - Errors: columns of numbers or truth values (with `analyzer: value` they are taken by their text);
          too many numbers; the target among the columns
        - Source: K. Weinberger et al., Feature hashing for large scale multitask learning, ICML 2009; values
          as in scikit-learn's `HashingVectorizer`
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{hashing: {columns: city, features: 8}}"

    static let takes = ColumnKinds.featureValues
    package static let transforms: [any Transform.Type] = [HashingTransform.self]

    let columns: ColumnSelector
    let features: Int
    let analyzer: TextAnalyzer
    let isSigned: Bool
    let norm: TermNorm

    package init(reading fields: inout FieldReader) {
        columns = fields.requiredColumnSelector("Columns that are replaced.")
        features = fields.int(
            "features", aliases: ["n_features"], default: 64, in: .closed(1, 20_000),
            "How many columns each becomes.")
        analyzer = fields.textAnalyzer(values: true)
        isSigned = fields.bool(
            "signed", aliases: ["alternate_sign"], default: true,
            "Whether half of the terms count negative, so that those that share a column do not add up.")
        norm = fields.choice(
            "norm", default: .l2, "What a row is divided by: its length, the sum of its values, or nothing.")
    }

    func names(in context: StepContext) throws -> [String] {
        analyzer.kind == .value
            ? try columns.resolve(Self.takes, in: context, for: Self.name)
            : try columns.resolveTexts(in: context, for: Self.name)
    }

    package var preparation: StepPreparation { stateless(transform) }

    private func transform(_ names: [String]) -> HashingTransform {
        HashingTransform(
            columns: names, features: features, analyzer: analyzer, isSigned: isSigned, norm: norm)
    }

    func columns(inPlaceOf column: ColumnSchema) -> [ColumnSchema] {
        transform([]).outputs(of: column.name).map { ColumnSchema(name: $0, type: .number) }
    }
}

struct HashingTransform: ReplacingTransform {
    static let stepName = "hashing"

    var columns: [String]
    let features: Int
    let analyzer: TextAnalyzer
    let isSigned: Bool
    let norm: TermNorm

    func outputs(of name: String) -> [String] { (0..<max(0, features)).map { "\(name)_hash\($0)" } }

    func made(of name: String, in table: Table) throws -> [Column] {
        guard let column = table[name] else {
            throw StepFailure("'hashing' needs the column '\(name)', which is not there")
        }
        guard features > 0 else { return [] }
        let made = try TermColumns.zeros(
            features, rows: table.rowCount, for: Self.stepName, field: "features")
        var tokenizer = TextTokenizer(analyzer)
        var values = [Double](repeating: 0, count: features)
        column.forEachText { text, rows in
            for place in values.indices { values[place] = 0 }
            tokenizer.forEachTerm(of: text) { term in
                let hash = Int(Int32(bitPattern: MurmurHash3.hash(term)))
                values[abs(hash) % features] += isSigned && hash < 0 ? -1 : 1
            }
            let divisor = norm.divisor(values)
            for (place, value) in values.enumerated() where value != 0 {
                for row in rows { made[place].pointer[Int(row)] = value / divisor }
            }
        }
        return made.map { .numbers(NumberColumn(storage: $0)) }
    }
}

/// MurmurHash3 for 32 bits, by Austin Appleby, with the seed 0.
enum MurmurHash3 {
    static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
        var hash: UInt32 = 0
        let blocks = bytes.count / 4
        for block in 0..<blocks {
            let place = block * 4
            let word =
                UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8 | UInt32(bytes[place + 2]) << 16
                | UInt32(bytes[place + 3]) << 24
            hash ^= mixed(word)
            hash = rotated(hash, 13) &* 5 &+ 0xe654_6b64
        }
        var rest: UInt32 = 0
        for place in stride(from: bytes.count - 1, through: blocks * 4, by: -1) {
            rest = rest << 8 | UInt32(bytes[place])
        }
        hash ^= mixed(rest)
        hash ^= UInt32(truncatingIfNeeded: bytes.count)
        hash = (hash ^ hash >> 16) &* 0x85eb_ca6b
        hash = (hash ^ hash >> 13) &* 0xc2b2_ae35
        return hash ^ hash >> 16
    }

    private static func mixed(_ word: UInt32) -> UInt32 { rotated(word &* 0xcc9e_2d51, 15) &* 0x1b87_3593 }

    private static func rotated(_ word: UInt32, _ bits: UInt32) -> UInt32 {
        word << bits | word >> (32 - bits)
    }
}
