/// What the bytes of a column mean.
enum ParquetLogicalType: Equatable {
    case string, json, enumeration, list, map, date, uuid, float16
    case decimal(scale: Int)
    case time(TimeUnit)
    case timestamp(TimeUnit, isUTC: Bool)
    case integer(bits: Int, isSigned: Bool)
    /// Nothing but missing values.
    case null
    /// One that is not read, by its name.
    case other(String)

    private static let others = [13: "BSON documents", 16: "variants", 17: "geometries", 18: "geographies"]

    /// Reads the union of `LogicalType`.
    init?(_ reader: inout ThriftReader) throws {
        var found: ParquetLogicalType?
        try reader.structure { reader, field, kind in
            guard kind == .structure else { return false }
            switch field {
            case 1: found = .string
            case 2: found = .map
            case 3: found = .list
            case 4: found = .enumeration
            case 5: found = .decimal(scale: try Self.scale(&reader))
            case 6: found = .date
            case 7: found = .time(try Self.time(&reader).unit)
            case 8:
                let (unit, isUTC) = try Self.time(&reader)
                found = .timestamp(unit, isUTC: isUTC)
            case 10: found = try Self.integer(&reader)
            case 11: found = .null
            case 12: found = .json
            case 14: found = .uuid
            case 15: found = .float16
            default: found = Self.others[field].map { .other($0) }
            }
            // What was not read above is an empty structure, or one that does not matter.
            return [5, 7, 8, 10].contains(field)
        }
        guard let found else { return nil }
        self = found
    }

    /// What the older `ConvertedType` says.
    init?(converted: Int, scale: Int) {
        switch converted {
        case 0: self = .string
        case 1, 2: self = .map
        case 3: self = .list
        case 4: self = .enumeration
        case 5: self = .decimal(scale: scale)
        case 6: self = .date
        case 7: self = .time(.milliseconds)
        case 8: self = .time(.microseconds)
        case 9: self = .timestamp(.milliseconds, isUTC: true)
        case 10: self = .timestamp(.microseconds, isUTC: true)
        case 11...14: self = .integer(bits: 8 << (converted - 11), isSigned: false)
        case 15...18: self = .integer(bits: 8 << (converted - 15), isSigned: true)
        case 19: self = .json
        case 20: self = .other("BSON documents")
        case 21: self = .other("intervals")
        default: return nil
        }
    }

    private static func scale(_ reader: inout ThriftReader) throws -> Int {
        var scale = 0
        try reader.structure { reader, field, kind in
            guard field == 1, kind == .int32 else { return false }
            scale = try reader.int32()
            return true
        }
        return scale
    }

    private static func time(_ reader: inout ThriftReader) throws -> (unit: TimeUnit, isUTC: Bool) {
        var unit = TimeUnit.milliseconds
        var isUTC = false
        try reader.structure { reader, field, kind in
            switch (field, kind) {
            case (1, .yes), (1, .no): isUTC = kind == .yes
            case (2, .structure):
                try reader.structure { _, field, _ in
                    unit = field == 1 ? .milliseconds : field == 2 ? .microseconds : .nanoseconds
                    return false
                }
            default: return false
            }
            return true
        }
        return (unit, isUTC)
    }

    private static func integer(_ reader: inout ThriftReader) throws -> ParquetLogicalType {
        var bits = 64
        var isSigned = true
        try reader.structure { reader, field, kind in
            switch (field, kind) {
            case (1, .byte): bits = try reader.signedByte()
            case (2, .yes), (2, .no): isSigned = kind == .yes
            default: return false
            }
            return true
        }
        return .integer(bits: bits, isSigned: isSigned)
    }
}
