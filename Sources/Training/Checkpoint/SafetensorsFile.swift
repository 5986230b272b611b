/// The content of a safetensors file: named arrays and a map of texts.
///
///     8 bytes      n, little-endian
///     n bytes      JSON, padded with spaces:
///                  {"__metadata__": {text: text}, name: {"dtype", "shape", "data_offsets": [begin, end]}}
///     the rest     the arrays' bytes, without gaps, in the order of their offsets
///
/// - Source: huggingface/safetensors, README "Format"
package struct SafetensorsFile: Sendable, Equatable {
    /// Texts in the order they are written.
    package struct Metadata: Sendable, Equatable {
        package var key: String
        package var value: String

        package init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    package var metadata: [Metadata]
    package var tensors: [StoredTensor]

    package init(metadata: [Metadata] = [], tensors: [StoredTensor]) {
        self.metadata = metadata
        self.tensors = tensors
    }

    /// Weights as PyTorch lays them out.
    ///
    /// - Parameter others: further texts
    package init(weights: [StoredTensor], others: [Metadata] = []) {
        self.init(metadata: [Metadata(key: "format", value: "pt")] + others, tensors: weights)
    }

    package func text(_ key: String) -> String? {
        metadata.first { $0.key == key }?.value
    }

    package func tensor(_ name: String) -> StoredTensor? {
        tensors.first { $0.name == name }
    }
}

/// Why a file is not a safetensors file this program can read.
package enum SafetensorsError: Error, Equatable, Sendable {
    case truncatedHeaderLength(bytes: Int)
    case headerTooLong(length: UInt64, limit: Int)
    case truncatedHeader(length: Int, available: Int)
    case malformedHeader(String)
    case unknownElementType(tensor: String, found: String)
    case badOffsets(tensor: String, begin: Int, end: Int, dataBytes: Int)
    case shapeMismatch(tensor: String, shape: [Int], bytes: Int)
    case gapInData(tensor: String, expectedBegin: Int, begin: Int)
    case trailingData(bytes: Int)
}

extension SafetensorsError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .truncatedHeaderLength(let bytes):
            "the file has \(bytes) bytes; it should start with 8 bytes that give the header's length"
        case .headerTooLong(let length, let limit):
            "the header claims \(length) bytes; at most \(limit) are accepted"
        case .truncatedHeader(let length, let available):
            "the header claims \(length) bytes, but only \(available) follow"
        case .malformedHeader(let reason):
            "the header is not what it should be: \(reason)"
        case .unknownElementType(let tensor, let found):
            "tensor '\(tensor)' has element type '\(found)'; known are "
                + StoredElementType.allCases.map(\.rawValue).joined(separator: ", ")
        case .badOffsets(let tensor, let begin, let end, let dataBytes):
            "tensor '\(tensor)' claims bytes \(begin) to \(end) of \(dataBytes)"
        case .shapeMismatch(let tensor, let shape, let bytes):
            "tensor '\(tensor)' has shape \(shape), which does not fit its \(bytes) bytes"
        case .gapInData(let tensor, let expectedBegin, let begin):
            "tensor '\(tensor)' begins at byte \(begin), but the one before ends at \(expectedBegin)"
        case .trailingData(let bytes):
            "\(bytes) bytes follow the last tensor"
        }
    }
}
