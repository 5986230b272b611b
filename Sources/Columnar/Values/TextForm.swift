/// What values of a fixed width are as text.
enum TextForm: Sendable, Equatable {
    /// Characters in so many bytes.
    case characters(width: Int)
    case uuid
    /// Days since 1970, in 32 bits.
    case date
    /// A count of the unit since 1970, in 32 or 64 bits.
    case moment(TimeUnit, isUTC: Bool, width: Int)
    /// The same of dates alone.
    case dateOfMilliseconds
    case time(TimeUnit, width: Int)
    /// Nanoseconds of the day and the Julian day, as Spark and Impala wrote it.
    case int96
    case number(NumberForm)

    var width: Int {
        switch self {
        case .characters(let width): width
        case .uuid: 16
        case .date: 4
        case .dateOfMilliseconds: 8
        case .moment(_, _, let width), .time(_, let width): width
        case .int96: 12
        case .number(let form): form.width
        }
    }

    /// Whether texts may not be UTF-8.
    var isForeign: Bool {
        if case .characters = self { true } else { false }
    }

    func append(_ source: UnsafeRawPointer, to bytes: inout [UInt8]) {
        switch self {
        case .characters(let width):
            bytes.append(contentsOf: UnsafeRawBufferPointer(start: source, count: width))
        case .uuid:
            for index in 0..<16 {
                if [4, 6, 8, 10].contains(index) { bytes.append(UInt8(ascii: "-")) }
                let byte = source.load(fromByteOffset: index, as: UInt8.self)
                bytes.append(Self.digit(byte >> 4))
                bytes.append(Self.digit(byte & 15))
            }
        case .date: TimeText.appendDate(Int(source.loadUnaligned(as: Int32.self)), to: &bytes)
        case .dateOfMilliseconds:
            let days = TimeText.floorDivision(Int(source.loadUnaligned(as: Int64.self)), 86_400_000)
            TimeText.appendDate(days, to: &bytes)
        case .moment(let unit, let isUTC, let width):
            TimeText.appendMoment(Self.count(source, width), unit, isUTC: isUTC, to: &bytes)
        case .time(let unit, let width): TimeText.appendTime(Self.count(source, width), unit, to: &bytes)
        case .int96:
            let ofDay = Int(source.loadUnaligned(as: Int64.self))
            let day = Int(source.loadUnaligned(fromByteOffset: 8, as: UInt32.self)) - 2_440_588
            let perDay = 86_400_000_000_000
            let extra = TimeText.floorDivision(ofDay, perDay)
            TimeText.appendDate(day + extra, to: &bytes)
            bytes.append(UInt8(ascii: " "))
            TimeText.appendTime(ofDay &- extra &* perDay, .nanoseconds, to: &bytes)
        case .number(let form): form.append(source, to: &bytes)
        }
    }

    private static func count(_ source: UnsafeRawPointer, _ width: Int) -> Int {
        width == 4
            ? Int(source.loadUnaligned(as: Int32.self)) : Int(source.loadUnaligned(as: Int64.self))
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    /// Adds `count` values to the texts of a group, each distinct one of up to eight bytes once.
    ///
    /// - Returns: the codes of the values
    func add(
        _ source: UnsafeRawPointer, _ count: Int, to chunk: inout TextChunk, known: inout [UInt64: Int32]
    ) -> [Int32] {
        let width = width
        return (0..<count).map { index in
            let value = source + width * index
            guard width == 4 || width == 8 else {
                append(value, to: &chunk.bytes)
                chunk.ends.append(chunk.bytes.count)
                return Int32(chunk.ends.count - 1)
            }
            let bits =
                width == 4
                ? UInt64(value.loadUnaligned(as: UInt32.self)) : value.loadUnaligned(as: UInt64.self)
            if let code = known[bits] { return code }
            append(value, to: &chunk.bytes)
            chunk.ends.append(chunk.bytes.count)
            let code = Int32(chunk.ends.count - 1)
            known[bits] = code
            return code
        }
    }
}
