/// A column of values, as the file stores it.
struct ParquetLeaf: Sendable {
    enum Physical: Int, Sendable {
        case boolean, int32, int64, int96, float, double, bytes, fixedBytes
    }

    enum Form: Sendable, Equatable {
        case boolean
        case number(NumberForm)
        /// Values of a fixed width that are shown as text.
        case text(TextForm)
        /// Texts of any length.
        case characters
        /// Numbers with decimals, in bytes of any length.
        case decimalBytes(scale: Int)
    }

    var physical: Physical
    /// Bytes of a value; 0 for texts of any length.
    var width: Int
    var form: Form
    var mostDefinition = 0
    var mostRepetition = 0
    /// Which of the chunks of a group of rows it is.
    var index: Int

    /// How bytes of a value are laid out where they are numbers.
    static func width(of physical: Physical, length: Int) -> Int {
        switch physical {
        case .boolean, .bytes: 0
        case .int32, .float: 4
        case .int64, .double: 8
        case .int96: 12
        case .fixedBytes: length
        }
    }
}

extension ParquetLeaf {
    /// - Returns: nil, and why, for values that no table has
    static func form(
        _ physical: Physical, _ logical: ParquetLogicalType?, width: Int
    ) -> (form: Form?, refusal: String) {
        if case .other(let what) = logical { return (nil, "holds \(what)") }
        switch (physical, logical) {
        case (.boolean, _): return (.boolean, "")
        case (.int32, .date): return (.text(.date), "")
        case (.int32, .time(let unit)): return (.text(.time(unit, width: 4)), "")
        case (.int32, .decimal(let scale)): return (.number(.decimal32(scale: scale)), "")
        case (.int32, .integer(_, isSigned: false)): return (.number(.uint32), "")
        case (.int32, _): return (.number(.int32), "")
        case (.int64, .time(let unit)): return (.text(.time(unit, width: 8)), "")
        case (.int64, .timestamp(let unit, let isUTC)):
            return (.text(.moment(unit, isUTC: isUTC, width: 8)), "")
        case (.int64, .decimal(let scale)): return (.number(.decimal64(scale: scale)), "")
        case (.int64, .integer(_, isSigned: false)): return (.number(.uint64), "")
        case (.int64, _): return (.number(.int64), "")
        case (.int96, _): return (.text(.int96), "")
        case (.float, _): return (.number(.float), "")
        case (.double, _): return (.number(.double), "")
        case (.bytes, .decimal(let scale)): return (.decimalBytes(scale: scale), "")
        case (.bytes, _): return (.characters, "")
        case (.fixedBytes, .decimal(let scale)):
            return (.number(.decimal(width: width, scale: scale, isBigEndian: true)), "")
        case (.fixedBytes, .float16) where width == 2: return (.number(.float16), "")
        case (.fixedBytes, .uuid) where width == 16: return (.text(.uuid), "")
        case (.fixedBytes, _): return (.text(.characters(width: width)), "")
        }
    }

    /// What the file calls the values, for people.
    static func name(_ physical: Physical, _ logical: ParquetLogicalType?) -> String {
        switch logical {
        case .string: return "string"
        case .json: return "json"
        case .enumeration: return "enum"
        case .date: return "date"
        case .uuid: return "uuid"
        case .float16: return "float16"
        case .decimal: return "decimal"
        case .time: return "time"
        case .timestamp: return "timestamp"
        case .integer(let bits, let isSigned): return (isSigned ? "int" : "uint") + "\(bits)"
        case .list, .map, .null, .other, nil: break
        }
        switch physical {
        case .boolean: return "boolean"
        case .int32: return "int32"
        case .int64: return "int64"
        case .int96: return "timestamp"
        case .float: return "float"
        case .double: return "double"
        case .bytes, .fixedBytes: return "bytes"
        }
    }
}
