#if canImport(Glibc)
    import Glibc
#endif

/// Memory for the elements of one tensor or of many: 64-byte aligned, zero-filled at first.
///
/// The memory is padded to whole vectors of 64 bytes and one spare vector follows, so loops over whole
/// vectors need no tail: they may read (and, inside the padding, write) past the last element.
///
/// Lifetime: made while planning or loading data, never during a training step. The pointer stays valid and
/// unchanged until the buffer is released. Several threads may use it at once when they write different
/// parts; that is what `@unchecked Sendable` promises.
package final class Buffer: @unchecked Sendable {
    package let elementType: ElementType
    package let count: Int
    package let pointer: UnsafeMutableRawPointer

    /// Bytes of one vector, the unit of alignment and padding.
    package static let alignment = 64

    private let mappedBytes: Int

    /// Buffers from this size on are mapped: their pages cost memory only when touched.
    private static let mappingThreshold = 4 << 20

    package init(_ elementType: ElementType, count: Int) {
        self.elementType = elementType
        self.count = max(count, 0)
        let bytes = Buffer.paddedByteCount(elementType, count: self.count)
        if bytes >= Buffer.mappingThreshold, let mapped = Buffer.map(bytes) {
            pointer = mapped
            mappedBytes = bytes  // unmapping rounds up to whole pages
            return
        }
        pointer = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: Buffer.alignment)
        memset(pointer, 0, bytes)
        mappedBytes = 0
    }

    deinit {
        if mappedBytes > 0 {
            munmap(pointer, mappedBytes)
        } else {
            pointer.deallocate()
        }
    }

    /// Bytes of the elements, without padding.
    package var byteCount: Int { count * elementType.byteCount }

    /// Bytes of the elements rounded up to whole vectors, plus one spare vector.
    package static func paddedByteCount(_ elementType: ElementType, count: Int) -> Int {
        let vectors = (count * elementType.byteCount + alignment - 1) / alignment
        return (vectors + 1) * alignment
    }

    /// The elements; `type` must be the buffer's element type.
    package func typed<Element: BufferElement>(_ type: Element.Type) -> UnsafeMutablePointer<Element> {
        assert(
            Element.elementType == elementType, "a \(elementType) buffer was read as \(Element.elementType)")
        return pointer.assumingMemoryBound(to: Element.self)
    }

    /// The elements with their count, for code that wants a collection.
    package func elements<Element: BufferElement>(_ type: Element.Type) -> UnsafeMutableBufferPointer<Element>
    {
        UnsafeMutableBufferPointer(start: typed(type), count: count)
    }

    /// Whole pages, at a boundary of large pages, which are asked for: rows chosen at random from a table of
    /// many small pages would need a page walk each.
    private static func map(_ bytes: Int) -> UnsafeMutableRawPointer? {
        let total = bytes + largePage
        guard let start = mmap(nil, total, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            start != MAP_FAILED
        else { return nil }
        let misplaced = Int(bitPattern: start) % largePage
        let before = misplaced == 0 ? 0 : largePage - misplaced
        let pointer = start + before
        if before > 0 { munmap(start, before) }
        let kept = (bytes + smallPage - 1) / smallPage * smallPage
        let after = total - before - kept
        if after > 0 { munmap(pointer + kept, after) }
        #if os(Linux)
            madvise(pointer, kept, MADV_HUGEPAGE)
        #endif
        return pointer
    }

    private static let largePage = 2 << 20
    private static let smallPage = Int(getpagesize())
}

extension Buffer {
    /// A buffer with these elements.
    package convenience init<Element: BufferElement>(_ elements: [Element]) {
        self.init(Element.elementType, count: elements.count)
        elements.withUnsafeBytes { source in
            if let base = source.baseAddress, source.count > 0 {
                pointer.copyMemory(from: base, byteCount: source.count)
            }
        }
    }

    /// The elements copied to an array.
    package func array<Element: BufferElement>(_ type: Element.Type) -> [Element] {
        Array(elements(type))
    }
}
