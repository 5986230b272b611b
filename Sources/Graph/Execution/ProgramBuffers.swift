import Kernels

/// Plain memory that lives as long as the instructions that point to it.
final class ProgramBuffers {
    private var pieces: [UnsafeMutableRawPointer] = []
    private var objects: [AnyObject] = []
    /// Scratch memory that instructions share, since they run one after the other. It moves while instructions are
    /// resolved: read it when running.
    private(set) var workspace: UnsafeMutableRawPointer
    private var workspaceBytes = 0

    init() { workspace = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: Buffer.alignment) }

    deinit {
        workspace.deallocate()
        for piece in pieces { piece.deallocate() }
    }

    /// Makes the workspace hold at least `count` elements and a spare vector.
    func reserveWorkspace<Element: BitwiseCopyable>(_ count: Int, of type: Element.Type) {
        let bytes = Self.bytes(count, of: type)
        guard bytes > workspaceBytes else { return }
        workspace.deallocate()
        workspace = Self.zeroed(bytes)
        workspaceBytes = bytes
    }

    /// Zeroed, 64-byte aligned memory for `count` elements and a spare vector.
    func elements<Element: BitwiseCopyable>(
        _ count: Int, of type: Element.Type
    ) -> UnsafeMutablePointer<Element> {
        let piece = Self.zeroed(Self.bytes(count, of: type))
        pieces.append(piece)
        return piece.assumingMemoryBound(to: Element.self)
    }

    /// A copy of values.
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

    /// Keeps an object alive whose memory instructions read.
    func keep(_ object: AnyObject) { objects.append(object) }

    private static func bytes<Element>(_ count: Int, of type: Element.Type) -> Int {
        (max(count, 1) * MemoryLayout<Element>.stride + 127) / 64 * 64
    }

    private static func zeroed(_ bytes: Int) -> UnsafeMutableRawPointer {
        let piece = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: Buffer.alignment)
        piece.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
        return piece
    }
}
