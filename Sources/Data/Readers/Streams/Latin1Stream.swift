/// A stream of ISO 8859-1 characters as UTF-8.
final class Latin1Stream: ByteStream {
    private let stream: any ByteStream
    private var input: [UInt8]
    private var position = 0
    private var count = 0
    private var isAtEnd = false
    /// The second byte of a character whose first one filled the target.
    private var pending: UInt8?

    init(_ stream: any ByteStream) {
        self.stream = stream
        input = [UInt8](repeating: 0, count: 64 << 10)
    }

    var mostBytes: Int { .max }

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
            guard byte >= 0x80 else {
                target[filled] = byte
                filled += 1
                continue
            }
            target[filled] = 0xc0 | byte >> 6
            filled += 1
            let second = 0x80 | byte & 0x3f
            if filled < target.count {
                target[filled] = second
                filled += 1
            } else {
                pending = second
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
