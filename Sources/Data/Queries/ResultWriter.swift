import Foundation

/// A column of a query's result, as the database describes it.
struct ResultColumn: Sendable {
    enum Kind: Sendable {
        /// Numbers, whatever else may be among them.
        case numbers
        case texts
        /// Truth values, written `t` and `f`.
        case truths
        /// What the values are, one by one.
        case open
    }

    var name: String
    var kind: Kind
}

/// Writes the rows of a result as delimited text, and finds out what that text does not say.
///
/// The text is RFC 4180 with a header, in UTF-8, lines ended by a line feed, quotes only where they are needed; NULL is
/// nothing, the empty text `""`. So does `COPY … TO STDOUT (FORMAT csv, HEADER)` of PostgreSQL write, and Python's
/// `csv`.
///
/// Lifetime: made when the columns are known; each row's fields in order, then `endRow`; `finish` once. One thread.
///
/// - Errors: `DataFileError` when the file cannot be written
final class ResultWriter {
    private(set) var rows = 0
    private let file: ResultFile
    private let columns: [ResultColumn]
    private let name: String
    private var buffer: [UInt8] = []
    private var column = 0
    /// By column: whether every text so far looks like a number, whether there are texts, and other values.
    private var looksLikeNumbers: [Bool]
    private var holdsTexts: [Bool]
    private var holdsOthers: [Bool]
    private var holdsMarker = false
    private let markers = MissingMarkers(CSVOptions.defaultMissing)
    private let decimals = DecimalParser()

    private static let bufferSize = 1 << 18

    /// - Parameter name: what messages call the result
    init(_ columns: [ResultColumn], to file: ResultFile, name: String) throws {
        guard !columns.isEmpty else { throw DataFileError(file: name, "the query gives no columns") }
        guard columns.count <= CSVHeader.mostColumns else {
            throw DataFileError(file: name, "the query gives more than \(CSVHeader.mostColumns) columns")
        }
        self.file = file
        self.name = name
        var columns = columns
        let names = CSVHeader.unique(columns.map(\.name))
        for index in columns.indices { columns[index].name = names[index] }
        self.columns = columns
        looksLikeNumbers = columns.map { _ in true }
        holdsTexts = columns.map { _ in false }
        holdsOthers = columns.map { _ in false }
        buffer.reserveCapacity(Self.bufferSize + 4096)
        for name in names {
            separate()
            var name = name
            name.withUTF8 { append($0, quoting: $0.isEmpty || Self.needsQuotes($0)) }
        }
        buffer.append(UInt8(ascii: "\n"))
        column = 0
    }

    func null() {
        separate()
        if columns.count == 1 { buffer += [UInt8(ascii: "\""), UInt8(ascii: "\"")] }
    }

    /// A number or a truth value, as it is written.
    func plain(_ bytes: UnsafeBufferPointer<UInt8>) {
        separate()
        holdsOthers[column - 1] = true
        append(bytes, quoting: Self.needsQuotes(bytes))
    }

    func plain(_ text: String) {
        var text = text
        text.withUTF8 { plain($0) }
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        separate()
        let index = column - 1
        holdsTexts[index] = true
        if looksLikeNumbers[index], decimals.parse(bytes) == nil { looksLikeNumbers[index] = false }
        if !holdsMarker, markers.contains(bytes) { holdsMarker = true }
        append(bytes, quoting: bytes.isEmpty || Self.needsQuotes(bytes))
    }

    func endRow() throws {
        guard column == columns.count else {
            throw DataFileError(
                file: name, "row \(rows + 1) has \(column) values where there are \(columns.count) columns")
        }
        buffer.append(UInt8(ascii: "\n"))
        column = 0
        rows += 1
        if buffer.count >= Self.bufferSize { try flush() }
    }

    /// - Returns: what the text does not say
    func finish() throws -> ResultForm {
        guard rows > 0 else {
            throw DataFileError(
                file: name, "the query gives no rows",
                help: "run it by hand in the database: is there a condition that no row meets?")
        }
        try flush()
        var form = ResultForm(onlyNullIsMissing: holdsMarker, isSingle: columns.count == 1)
        for (index, column) in columns.enumerated() {
            switch column.kind {
            case .truths: form.truths.append(column.name)
            case .texts where looksLikeNumbers[index]: form.texts.append(column.name)
            case .open where holdsTexts[index] && !holdsOthers[index] && looksLikeNumbers[index]:
                form.texts.append(column.name)
            case .texts, .open, .numbers: break
            }
        }
        return form
    }

    private func separate() {
        if column > 0 { buffer.append(UInt8(ascii: ",")) }
        column += 1
    }

    private func append(_ bytes: UnsafeBufferPointer<UInt8>, quoting: Bool) {
        guard quoting else {
            buffer.append(contentsOf: bytes)
            return
        }
        let quote = UInt8(ascii: "\"")
        buffer.append(quote)
        for byte in bytes {
            if byte == quote { buffer.append(quote) }
            buffer.append(byte)
        }
        buffer.append(quote)
    }

    private static func needsQuotes(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.contains { byte in
            byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == 0x0a || byte == 0x0d
        }
    }

    private func flush() throws {
        try buffer.withUnsafeBytes { try file.append($0) }
        buffer.removeAll(keepingCapacity: true)
    }
}
