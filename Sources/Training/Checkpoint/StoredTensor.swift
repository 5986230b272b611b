/// Element types of a safetensors file that this program reads and writes.
package enum StoredElementType: String, CaseIterable, Sendable {
    case float64 = "F64"
    case float32 = "F32"
    case int64 = "I64"
    case int32 = "I32"
    case uint8 = "U8"

    package var byteCount: Int {
        switch self {
        case .float64, .int64: 8
        case .float32, .int32: 4
        case .uint8: 1
        }
    }
}

/// A named array of a safetensors file: row-major little-endian bytes.
package struct StoredTensor: Sendable, Equatable {
    package let name: String
    package let elementType: StoredElementType
    package let shape: [Int]
    package let bytes: [UInt8]

    /// A tensor from bytes; nil when their number does not fit the shape.
    package init?(name: String, elementType: StoredElementType, shape: [Int], bytes: [UInt8]) {
        guard let count = Self.elementCount(of: shape) else { return nil }
        let (expected, overflow) = count.multipliedReportingOverflow(by: elementType.byteCount)
        guard !overflow, expected == bytes.count else { return nil }
        self.name = name
        self.elementType = elementType
        self.shape = shape
        self.bytes = bytes
    }

    /// Number of elements, or nil for a negative or absurdly large shape.
    package static func elementCount(of shape: [Int]) -> Int? {
        var count = 1
        for dimension in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
            guard dimension >= 0, !overflow else { return nil }
            count = product
        }
        return count
    }
}

extension StoredTensor {
    /// A float32 tensor of values in row-major order; nil when their number does not fit the shape.
    package init?(name: String, shape: [Int], values: [Float]) {
        let bytes = values.withUnsafeBytes { [UInt8]($0) }
        self.init(name: name, elementType: .float32, shape: shape, bytes: bytes)
    }

    /// A float64 tensor of values in row-major order; nil when their number does not fit the shape.
    package init?(name: String, shape: [Int], values: [Double]) {
        let bytes = values.withUnsafeBytes { [UInt8]($0) }
        self.init(name: name, elementType: .float64, shape: shape, bytes: bytes)
    }

    /// The elements of a floating-point tensor, exactly; nil for whole-number tensors.
    package var doubles: [Double]? {
        bytes.withUnsafeBytes { raw -> [Double]? in
            switch elementType {
            case .float64:
                let count = raw.count / 8
                return (0..<count).map { raw.loadUnaligned(fromByteOffset: $0 * 8, as: Double.self) }
            case .float32:
                let count = raw.count / 4
                return (0..<count).map { Double(raw.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self)) }
            case .int64, .int32, .uint8:
                return nil
            }
        }
    }
}
