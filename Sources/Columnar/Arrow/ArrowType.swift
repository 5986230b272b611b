/// The types of Arrow, as far as their buffers must be known.
indirect enum ArrowType: Equatable, Sendable {
    case null
    case boolean
    case number(NumberForm)
    /// Values of a fixed width that are shown as text.
    case text(TextForm)
    /// Texts of any length, their ends in 4 or 8 bytes.
    case characters(isLarge: Bool)
    /// Texts of which short ones lie in 16 bytes.
    case views
    /// Bytes of a fixed width that no table has.
    case fixedOther(width: Int, String)
    case list(isLarge: Bool)
    case fixedList(Int)
    case record
    /// What is refused, and how many buffers it has itself.
    case other(String, buffers: Int)

    /// - Errors: `ColumnarError` for types that are not known at all
    init(_ field: FlatTable) throws {
        let number = try field.integer(2, default: UInt8(0))
        guard let type = try field.table(3) else { throw FlatTable.damage }
        switch number {
        case 1: self = .null
        case 2: self = .number(try Self.whole(type))
        case 3:
            let forms: [NumberForm] = [.float16, .float, .double]
            let precision = Int(try type.integer(0, default: Int16(0)))
            guard forms.indices.contains(precision) else { throw FlatTable.damage }
            self = .number(forms[precision])
        case 4, 5: self = .characters(isLarge: false)
        case 6: self = .boolean
        case 7:
            let width = Int(try type.integer(2, default: Int32(128))) / 8
            guard (1...64).contains(width) else { throw FlatTable.damage }
            let scale = Int(try type.integer(1, default: Int32(0)))
            self = .number(.decimal(width: width, scale: scale, isBigEndian: false))
        case 8:
            self = .text(try type.integer(0, default: Int16(1)) == 0 ? .date : .dateOfMilliseconds)
        case 9:
            let width = try type.integer(1, default: Int32(32)) == 32 ? 4 : 8
            self = .text(.time(try Self.unit(type, default: 1), width: width))
        case 10:
            let hasZone = try type.text(1).map { !$0.isEmpty } ?? false
            self = .text(.moment(try Self.unit(type, default: 0), isUTC: hasZone, width: 8))
        case 11:
            let unit = try type.integer(0, default: Int16(0))
            self = .fixedOther(width: unit == 0 ? 4 : unit == 1 ? 8 : 16, "holds intervals")
        case 12: self = .list(isLarge: false)
        case 13: self = .record
        case 14:
            let isDense = try type.integer(0, default: Int16(0)) == 1
            self = .other("holds unions", buffers: isDense ? 2 : 1)
        case 15:
            let width = Int(try type.integer(0, default: Int32(0)))
            guard (1...1 << 20).contains(width) else { throw FlatTable.damage }
            self = .text(.characters(width: width))
        case 16:
            let count = Int(try type.integer(0, default: Int32(0)))
            guard count >= 0 else { throw FlatTable.damage }
            self = .fixedList(count)
        case 17: self = .other("holds maps", buffers: 2)
        case 18: self = .number(.int64)
        case 19, 20: self = .characters(isLarge: true)
        case 21: self = .list(isLarge: true)
        case 22: self = .other("holds runs of values", buffers: 0)
        case 23, 24: self = .views
        case 25, 26: self = .other("holds views of lists", buffers: 3)
        default: throw ColumnarError("has a column of a type that is not known (number \(number))")
        }
    }

    static func whole(_ type: FlatTable) throws -> NumberForm {
        let isSigned = try type.truth(1)
        switch try type.integer(0, default: Int32(0)) {
        case 8: return isSigned ? .int8 : .uint8
        case 16: return isSigned ? .int16 : .uint16
        case 32: return isSigned ? .int32 : .uint32
        case 64: return isSigned ? .int64 : .uint64
        default: throw FlatTable.damage
        }
    }

    private static func unit(_ type: FlatTable, default standard: Int16) throws -> TimeUnit {
        let units: [TimeUnit] = [.seconds, .milliseconds, .microseconds, .nanoseconds]
        let number = Int(try type.integer(0, default: standard))
        guard units.indices.contains(number) else { throw FlatTable.damage }
        return units[number]
    }

    /// Buffers of the column itself, those of its children and of long views left out.
    var bufferCount: Int {
        switch self {
        case .null: 0
        case .boolean, .number, .text, .fixedOther, .views, .list: 2
        case .characters: 3
        case .fixedList, .record: 1
        case .other(_, let buffers): buffers
        }
    }

    /// What the type is called.
    var name: String {
        switch self {
        case .null: "null"
        case .boolean: "boolean"
        case .number(let form): "\(form)".prefix { $0.isLetter || $0.isNumber }.description
        case .text(let form): "\(form)".prefix { $0.isLetter || $0.isNumber }.description
        case .characters, .views: "string"
        case .fixedOther, .other: "other"
        case .list, .fixedList: "list"
        case .record: "record"
        }
    }
}

/// A column of the file, with the columns it is made of.
struct ArrowField: Sendable {
    var name: String
    var type: ArrowType
    var children: [ArrowField]
    /// The dictionary that its values are numbers into, and the form of these numbers.
    var dictionary: (id: Int64, form: NumberForm)?

    /// What lies in the batches.
    var stored: ArrowType { dictionary.map { .number($0.form) } ?? type }
    var storedChildren: [ArrowField] { dictionary == nil ? children : [] }

    init(_ table: FlatTable, depth: Int = 0) throws {
        guard depth < 64 else { throw FlatTable.damage }
        name = try table.text(0) ?? ""
        type = try ArrowType(table)
        children = try table.tables(5).map { try ArrowField($0, depth: depth + 1) }
        if let encoding = try table.table(4) {
            let form = try encoding.table(1).map(ArrowType.whole) ?? .int32
            dictionary = (try encoding.integer(0, default: Int64(0)), form)
        }
    }

    var kind: ColumnarColumn.Kind {
        switch type {
        case .null, .number: .number
        case .boolean: .boolean
        case .text, .characters, .views: .text
        case .list, .fixedList: listKind
        case .record: .refused("holds records")
        case .fixedOther(_, let what), .other(let what, _): .refused(what)
        }
    }

    private var listKind: ColumnarColumn.Kind {
        guard let child = children.first, dictionary == nil, child.dictionary == nil else {
            return .refused("holds lists of other things than numbers")
        }
        switch child.type {
        case .number(.float), .number(.float16): return .tensor(.float32)
        case .number(.uint8): return .tensor(.byte)
        case .number: return .tensor(.float64)
        case .list, .fixedList: return .refused("holds lists of lists")
        default: return .refused("holds lists of other things than numbers")
        }
    }
}
