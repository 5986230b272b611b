/// Element types of a safetensors file. This program reads all of these, and writes those of 32 and 64 bits and bytes.
package enum StoredElementType: String, CaseIterable, Sendable {
    case float64 = "F64"
    case float32 = "F32"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case int64 = "I64"
    case int32 = "I32"
    case int16 = "I16"
    case int8 = "I8"
    case uint64 = "U64"
    case uint32 = "U32"
    case uint16 = "U16"
    case uint8 = "U8"
    case bool = "BOOL"

    package var byteCount: Int {
        switch self {
        case .float64, .int64, .uint64: 8
        case .float32, .int32, .uint32: 4
        case .float16, .bfloat16, .int16, .uint16: 2
        case .int8, .uint8, .bool: 1
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
        switch elementType {
        case .float64, .float32, .float16, .bfloat16: numbers
        case .int64, .int32, .int16, .int8, .uint64, .uint32, .uint16, .uint8, .bool: nil
        }
    }

    /// The elements as numbers: exactly, but for whole numbers beyond 2⁵³.
    package var numbers: [Double] {
        switch elementType {
        case .float64: elements(of: Double.self) { $0 }
        case .float32: elements(of: Float.self) { Double($0) }
        case .float16: elements(of: UInt16.self) { Double(Float16(bitPattern: $0)) }
        case .bfloat16: elements(of: UInt16.self) { Double(Float(bitPattern: UInt32($0) << 16)) }
        case .int64: elements(of: Int64.self) { Double($0) }
        case .int32: elements(of: Int32.self) { Double($0) }
        case .int16: elements(of: Int16.self) { Double($0) }
        case .int8: elements(of: Int8.self) { Double($0) }
        case .uint64: elements(of: UInt64.self) { Double($0) }
        case .uint32: elements(of: UInt32.self) { Double($0) }
        case .uint16: elements(of: UInt16.self) { Double($0) }
        case .uint8, .bool: elements(of: UInt8.self) { Double($0) }
        }
    }

    private func elements<Element: BitwiseCopyable>(
        of type: Element.Type, _ number: (Element) -> Double
    ) -> [Double] {
        let size = MemoryLayout<Element>.size
        return bytes.withUnsafeBytes { raw in
            (0..<raw.count / size).map { number(raw.loadUnaligned(fromByteOffset: $0 * size, as: type)) }
        }
    }
}
