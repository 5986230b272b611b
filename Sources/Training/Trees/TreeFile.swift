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

    /// How many trees and leaves the content of a model file has; nil for one that is no such file.
    package static func size(of content: [UInt8]) -> (trees: Int, leaves: Int)? {
        let mark = Array("\"num_nodes\":\"".utf8)
        var (trees, leaves) = (0, 0)
        var place = 0
        while place + mark.count < content.count {
            guard content[place] == mark[0], content[place..<(place + mark.count)].elementsEqual(mark) else {
                place += 1
                continue
            }
            place += mark.count
            var nodes = 0
            while place < content.count, (48...57).contains(content[place]) {
                nodes = nodes &* 10 &+ Int(content[place] &- 48)
                place += 1
            }
            trees += 1
            leaves += (nodes + 1) / 2
        }
        return trees > 0 ? (trees, leaves) : nil
    }

    /// What the splits by each feature gain, most first.
    ///
    /// - Parameter names: of the features
    package static func gains(
        of weights: SafetensorsFile, names: [String]
    ) throws -> [(name: String, gain: Double)] {
        let booster = try Booster(reading: weights, threads: 1)
        return try booster.gains(columns: names.count)
            .sorted { (-$0.gain, $0.column) < (-$1.gain, $1.column) }
            .filter { names.indices.contains($0.column) }.map { (names[$0.column], $0.gain) }
    }

    /// - Errors: `CheckpointError` for a file that holds no trees
    static func bytes(of file: SafetensorsFile) throws -> [UInt8] {
        guard let tensor = file.tensor(name), tensor.elementType == .uint8, !tensor.bytes.isEmpty else {
            throw CheckpointError.stateMismatch("it holds no trees")
        }
        return tensor.bytes
    }
}
