/// A table whose columns lie apart, in groups of rows: Parquet and Arrow look the same from here.
///
/// Groups and columns are read independently and by any number of threads; each call reads the bytes it needs.
package protocol ColumnarFile: Sendable {
    var columns: [ColumnarColumn] { get }
    /// Rows of each group.
    var groupRows: [Int] { get }

    /// Numbers of all rows of a group, NaN where there is none.
    func numbers(column: Int, group: Int, into target: UnsafeMutablePointer<Double>) throws -> NumberFacts
    /// 0, 1, or 2 where there is no value.
    func booleans(column: Int, group: Int, into target: UnsafeMutablePointer<UInt8>) throws
    /// Texts; of columns of numbers those that they are written with.
    func texts(column: Int, group: Int) throws -> TextChunk
    /// Lists of numbers that all have one length.
    func tensors(column: Int, group: Int) throws -> TensorChunk
}

/// A column of the file, as a table sees it.
package struct ColumnarColumn: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        case number
        case boolean
        case text
        /// Lists of numbers.
        case tensor(TensorElement)
        /// What it holds that a table cannot: `holds records`.
        case refused(String)
    }

    package var name: String
    package var kind: Kind
    /// Whether the writer declared its values to be of a limited set.
    package var isCategorical = false
    /// What the file calls its type.
    package var type: String
}

package enum TensorElement: Int, Sendable {
    case byte = 1
    case float32 = 4
    case float64 = 8
}

/// What was noticed while numbers were read.
package struct NumberFacts: Sendable {
    package var hasMissing = false
    /// Whether one of them is a whole number that no double holds.
    package var isRounded = false

    package init(hasMissing: Bool = false, isRounded: Bool = false) {
        self.hasMissing = hasMissing
        self.isRounded = isRounded
    }

    package mutating func add(_ other: NumberFacts) {
        hasMissing = hasMissing || other.hasMissing
        isRounded = isRounded || other.isRounded
    }
}

/// Texts of a group: distinct ones or not, and which of them each row has.
package struct TextChunk: Sendable {
    package var bytes: [UInt8] = []
    /// Where each text ends in `bytes`; it begins where the one before ends.
    package var ends: [Int] = []
    /// By row; -1 where there is none.
    package var codes: [Int32] = []

    package subscript(_ code: Int) -> ArraySlice<UInt8> {
        bytes[(code == 0 ? 0 : ends[code - 1])..<ends[code]]
    }

    mutating func append(_ text: UnsafeRawBufferPointer) {
        bytes.append(contentsOf: text)
        ends.append(bytes.count)
    }
}

/// Lists of one length of a group.
package struct TensorChunk: Sendable {
    /// Numbers in a list; nil where the group has no rows.
    package var width: Int?
    let buffer: RawBuffer

    package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try buffer.withBytes(body)
    }
}
