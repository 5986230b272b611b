import Boosting

/// Trees among the tensors of a weight file: the text of their model file as bytes.
package enum TreeFile {
    static let name = "model"

    static func tensors(_ bytes: [UInt8]) -> [StoredTensor] {
        [StoredTensor(name: name, elementType: .uint8, shape: [bytes.count], bytes: bytes)].compactMap(\.self)
    }

    /// The weights that the content of a model file stands for.
    package static func weights(_ bytes: [UInt8]) -> SafetensorsFile {
        SafetensorsFile(tensors: tensors(bytes))
    }

    /// The content of the model file; nil for weights of another kind.
    package static func content(of weights: [StoredTensor]) -> [UInt8]? {
        weights.first { $0.name == name && $0.elementType == .uint8 }?.bytes
    }

    /// What the splits by each feature gain, most first.
    package static func gains(of weights: SafetensorsFile) throws -> [(name: String, gain: Double)] {
        let booster = try Booster(reading: weights, threads: 1)
        return try booster.gains().enumerated()
            .sorted { (-$0.element.gain, $0.offset) < (-$1.element.gain, $1.offset) }.map(\.element)
    }

    /// - Errors: `CheckpointError` for a file that holds no trees
    static func bytes(of file: SafetensorsFile) throws -> [UInt8] {
        guard let tensor = file.tensor(name), tensor.elementType == .uint8, !tensor.bytes.isEmpty else {
            throw CheckpointError.stateMismatch("it holds no trees")
        }
        return tensor.bytes
    }
}
