import Machine

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

    /// Bytes that were mapped; 0 for memory of the allocator.
    private let mappedBytes: Int

    /// Buffers from this size on are mapped: their pages cost memory only when touched.
    private static let mappingThreshold = 4 << 20

    /// For sizes that follow from what a user wrote: too much memory is an error, not the end of the program.
    ///
    /// - Errors: `MemoryShortage`
    package init(allocating elementType: ElementType, count: Int) throws(MemoryShortage) {
        self.elementType = elementType
        self.count = max(count, 0)
        let (size, overflows) = self.count.multipliedReportingOverflow(by: elementType.byteCount)
        guard !overflows, size < Int.max - 2 * Buffer.alignment else {
            throw MemoryShortage(needed: Int.max, available: AvailableMemory.now())
        }
        let bytes = Buffer.paddedByteCount(elementType, count: self.count)
        if bytes >= Buffer.mappingThreshold {
            pointer = try LargeMemory.map(bytes)
            mappedBytes = bytes
            return
        }
        guard let memory = aligned_alloc(Buffer.alignment, bytes) else {
            throw MemoryShortage(needed: bytes, available: AvailableMemory.now())
        }
        pointer = memory
        memset(pointer, 0, bytes)
        mappedBytes = 0
    }

    /// Elements of a file, read where they lie: for buffers that are large, of which nothing may be written, while the
    /// process keeps to a bound of memory; nil otherwise, and when the file has not so much.
    package init?(reading file: Int32, offset: Int, _ elementType: ElementType, count: Int) {
        let (size, overflows) = count.multipliedReportingOverflow(by: elementType.byteCount)
        guard LargeMemory.bound != nil, offset >= 0, offset % Buffer.alignment == 0, count > 0, !overflows,
            size >= Buffer.mappingThreshold
        else { return nil }
        let bytes = Buffer.paddedByteCount(elementType, count: count)
        guard let memory = LargeMemory.mapReadOnly(file, offset: offset, bytes: bytes) else { return nil }
        self.elementType = elementType
        self.count = count
        pointer = memory
        mappedBytes = bytes
    }

    deinit {
        if mappedBytes > 0 {
            LargeMemory.unmap(pointer, mappedBytes)
        } else {
            free(pointer)
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
}

extension Buffer {
    /// For few elements, and for as many as are in memory already; without memory for them the program ends with a
    /// sentence.
    package convenience init(_ elementType: ElementType, count: Int) {
        do {
            try self.init(allocating: elementType, count: count)
        } catch {
            error.endProgram()
        }
    }

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
