/// A stream of characters of one byte each, such as Latin-1, as UTF-8.
final class SingleByteStream: ByteStream {
    private let stream: any ByteStream
    private let upperHalf: [[UInt8]]
    private var input: [UInt8]
    private var position = 0
    private var count = 0
    private var isAtEnd = false
    /// The bytes of a character that the target had no room for.
    private var pending: ArraySlice<UInt8> = []

    /// - Parameter upperHalf: the characters of the bytes from 0x80 on
    init(_ stream: any ByteStream, upperHalf: [[UInt8]]) {
        self.stream = stream
        self.upperHalf = upperHalf
        input = [UInt8](repeating: 0, count: 64 << 10)
    }

    var mostBytes: Int { .max }

    var progress: Double { stream.progress }

    func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
        var filled = 0
        while filled < target.count {
            if let byte = pending.popFirst() {
                target[filled] = byte
                filled += 1
                continue
            }
            if position == count {
                if isAtEnd { break }
                try refill()
                continue
            }
            let byte = input[position]
            position += 1
            if byte < 0x80 {
                target[filled] = byte
                filled += 1
            } else {
                pending = upperHalf[Int(byte & 0x7f)][...]
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
