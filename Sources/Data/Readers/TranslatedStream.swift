/// Bytes of a stream changed on their way: Latin-1 becomes UTF-8, lines that begin with a comment sign become empty.
///
/// An empty line is passed over by whoever reads lines, and keeps the numbers of the lines after it.
///
/// - Limits: a line inside quotes that begins with the sign is taken for a comment too
final class TranslatedStream: ByteStream {
    private let stream: any ByteStream
    private let comment: UInt8?
    private let isLatin1: Bool
    private var input: [UInt8]
    private var position = 0
    private var count = 0
    private var isAtEnd = false
    private var isAtLineStart = true
    private var isInComment = false
    /// The second byte of a character whose first one filled the target.
    private var pending: UInt8?

    init(_ stream: any ByteStream, comment: UInt8?, isLatin1: Bool) {
        self.stream = stream
        self.comment = comment
        self.isLatin1 = isLatin1
        input = [UInt8](repeating: 0, count: 64 << 10)
    }

    var progress: Double { stream.progress }

    func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
        var filled = 0
        if let byte = pending, !target.isEmpty {
            target[0] = byte
            pending = nil
            filled = 1
        }
        while filled < target.count {
            if position == count {
                if isAtEnd { break }
                try refill()
                continue
            }
            let byte = input[position]
            position += 1
            let isLineEnd = byte == 0x0a || byte == 0x0d
            if isAtLineStart && byte == comment { isInComment = true }
            isAtLineStart = isLineEnd
            if isLineEnd { isInComment = false }
            if isInComment { continue }
            if isLatin1 && byte >= 0x80 {
                target[filled] = 0xc0 | byte >> 6
                filled += 1
                let second = 0x80 | byte & 0x3f
                if filled < target.count {
                    target[filled] = second
                    filled += 1
                } else {
                    pending = second
                }
            } else {
                target[filled] = byte
                filled += 1
            }
        }
        return filled
    }

    private func refill() throws {
        count = try input.withUnsafeMutableBytes { try stream.read(into: $0) }
        position = 0
        isAtEnd = count < input.count
    }
}
