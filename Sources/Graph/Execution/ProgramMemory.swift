import Kernels

/// Plain memory that lives as long as the instructions that point to it.
final class ProgramMemory {
    private var pieces: [UnsafeMutableRawPointer] = []

    deinit {
        for piece in pieces { piece.deallocate() }
    }

    /// Zeroed, 64-byte aligned memory for `count` elements and a spare vector.
    func elements<Element: BitwiseCopyable>(_ count: Int, of type: Element.Type) -> UnsafeMutablePointer<
        Element
    > {
        let bytes = (max(count, 1) * MemoryLayout<Element>.stride + 127) / 64 * 64
        let piece = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: Buffer.alignment)
        piece.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
        pieces.append(piece)
        return piece.assumingMemoryBound(to: Element.self)
    }

    /// A copy of plain values.
    func array<Element>(_ values: [Element]) -> UnsafeBufferPointer<Element> {
        let bytes = max(values.count, 1) * MemoryLayout<Element>.stride
        let piece = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: Buffer.alignment)
        pieces.append(piece)
        let start = piece.bindMemory(to: Element.self, capacity: max(values.count, 1))
        start.initialize(from: values, count: values.count)
        return UnsafeBufferPointer(start: start, count: values.count)
    }

    /// One value with a fixed address.
    func value<Element>(_ value: Element) -> UnsafePointer<Element> {
        let piece = UnsafeMutableRawPointer.allocate(
            byteCount: MemoryLayout<Element>.stride, alignment: Buffer.alignment)
        pieces.append(piece)
        let start = piece.bindMemory(to: Element.self, capacity: 1)
        start.initialize(to: value)
        return UnsafePointer(start)
    }
}
