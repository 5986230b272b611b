import Foundation

/// Everything one trial needs to continue: weights, optimizer state, best weights so far, and where training
/// stands.
///
///     tensors   <name>                      weights, named and shaped as in PyTorch's `state_dict`
///               optimizer.<slot>.<name>     optimizer state
///               best.<name>                 weights of the best epoch, once there is one
///     texts     format                      "pt": tensors in PyTorch's layout
///               assay.state                 JSON of `TrainingState`
///               assay.specification         the resolved specification
///
/// - Errors: `SafetensorsError` and `CheckpointError` when bytes are not a checkpoint
package struct TrainingCheckpoint: Sendable {
    /// Which trial of the stack.
    package var trial: Int
    package var state: TrainingState
    package var file: SafetensorsFile

    package var specification: String { file.text("assay.specification") ?? "" }

    package init(trial: Int, state: TrainingState, tensors: [StoredTensor], specification: String) {
        self.trial = trial
        self.state = state
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let json = (try? encoder.encode(state)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        file = SafetensorsFile(
            metadata: [
                SafetensorsFile.Metadata(key: "format", value: "pt"),
                SafetensorsFile.Metadata(key: "assay.state", value: json),
                SafetensorsFile.Metadata(key: "assay.specification", value: specification),
            ],
            tensors: tensors)
    }

    /// The content of `last.safetensors`.
    package func encoded() -> [UInt8] { file.encoded() }

    /// Reads the content of `last.safetensors`.
    package init(bytes: [UInt8], trial: Int = 0) throws {
        file = try SafetensorsFile(bytes: bytes)
        self.trial = trial
        guard let text = file.text("assay.state") else {
            throw CheckpointError.missingState
        }
        do {
            state = try JSONDecoder().decode(TrainingState.self, from: Data(text.utf8))
        } catch {
            throw CheckpointError.malformedState("it is not the JSON of a training state")
        }
    }

    /// Weights alone: those of the best epoch when asked for and there are some, else the last ones.
    package func weights(best: Bool) -> SafetensorsFile {
        let metadata = file.metadata.filter { $0.key != "assay.state" }
        let bestTensors = file.tensors.compactMap { tensor -> StoredTensor? in
            guard tensor.name.hasPrefix("best.") else { return nil }
            return StoredTensor(
                name: String(tensor.name.dropFirst(5)), elementType: tensor.elementType, shape: tensor.shape,
                bytes: tensor.bytes)
        }
        if best, !bestTensors.isEmpty {
            return SafetensorsFile(metadata: metadata, tensors: bestTensors)
        }
        let last = file.tensors.filter { !$0.name.hasPrefix("best.") && !$0.name.hasPrefix("optimizer.") }
        return SafetensorsFile(metadata: metadata, tensors: last)
    }
}
