/// What one element of a buffer is.
package enum ElementType: String, Sendable, Hashable, CaseIterable {
    case float32
    case float64
    case int32

    /// Bytes of one element.
    package var byteCount: Int {
        switch self {
        case .float32, .int32: 4
        case .float64: 8
        }
    }

    /// Whether elements are real numbers.
    package var isReal: Bool { self != .int32 }
}

/// A Swift type that can be the element of a `Buffer`.
package protocol BufferElement: Sendable, BitwiseCopyable {
    static var elementType: ElementType { get }
}

extension Float: BufferElement {
    package static var elementType: ElementType { .float32 }
}

extension Double: BufferElement {
    package static var elementType: ElementType { .float64 }
}

extension Int32: BufferElement {
    package static var elementType: ElementType { .int32 }
}
