/// What stands before the bytes of a page.
struct PageHeader {
    enum Kind: Int {
        case data, index, dictionary, dataV2
    }

    enum Encoding: Int {
        case plain = 0
        case plainDictionary = 2
        case runs = 3
        case bitPacked = 4
        case delta = 5
        case deltaLengths = 6
        case deltaTexts = 7
        case dictionary = 8
        case splitStreams = 9

        var isDictionary: Bool { self == .plainDictionary || self == .dictionary }
    }

    var kind: Kind?
    var unpackedSize = 0
    var packedSize = 0
    var checksum: UInt32?
    var count = 0
    private var encodingNumber = 0
    /// How levels are written in pages of the first version.
    var definitionEncoding = Encoding.runs.rawValue
    var repetitionEncoding = Encoding.runs.rawValue
    /// Bytes of levels in pages of the second version.
    var definitionSize = 0
    var repetitionSize = 0
    var isPacked = true
    /// Bytes of the header itself.
    private(set) var size = 0

    init(_ bytes: UnsafeRawBufferPointer, at position: Int) throws {
        var reader = ThriftReader(bytes, at: position)
        var isSeen = false
        var header = PageHeader()
        try reader.structure { reader, field, type in
            switch (field, type) {
            case (1, .int32): header.kind = Kind(rawValue: try reader.int32())
            case (2, .int32): header.unpackedSize = try reader.int32()
            case (3, .int32): header.packedSize = try reader.int32()
            case (4, .int32): header.checksum = UInt32(truncatingIfNeeded: try reader.int32())
            case (5, .structure), (7, .structure):
                isSeen = true
                try header.readFirstVersion(&reader)
            case (8, .structure):
                isSeen = true
                try header.readSecondVersion(&reader)
            default: return false
            }
            return true
        }
        guard header.unpackedSize >= 0, header.packedSize >= 0, header.count >= 0,
            isSeen || header.kind == .index || header.kind == nil
        else { throw ThriftReader.damage }
        self = header
        size = reader.cursor.position - position
    }

    private init() {}

    /// - Errors: `ColumnarError` for an encoding that is not known
    var encoding: Encoding {
        get throws {
            guard let encoding = Encoding(rawValue: encodingNumber) else {
                throw ColumnarError("has a page in an encoding that is not known (number \(encodingNumber))")
            }
            return encoding
        }
    }

    /// Pages of values, and dictionaries, which have the first two fields alone.
    private mutating func readFirstVersion(_ reader: inout ThriftReader) throws {
        try reader.structure { reader, field, kind in
            guard kind == .int32 else { return false }
            switch field {
            case 1: count = try reader.int32()
            case 2: encodingNumber = try reader.int32()
            case 3: definitionEncoding = try reader.int32()
            case 4: repetitionEncoding = try reader.int32()
            default: return false
            }
            return true
        }
    }

    private mutating func readSecondVersion(_ reader: inout ThriftReader) throws {
        try reader.structure { reader, field, kind in
            switch (field, kind) {
            case (1, .int32): count = try reader.int32()
            case (4, .int32): encodingNumber = try reader.int32()
            case (5, .int32): definitionSize = try reader.int32()
            case (6, .int32): repetitionSize = try reader.int32()
            case (7, .yes), (7, .no): isPacked = kind == .yes
            default: return false
            }
            return true
        }
        guard definitionSize >= 0, repetitionSize >= 0 else { throw ThriftReader.damage }
    }
}
