import Foundation

/// Everything one trial needs to continue: weights, optimizer state, best weights so far, and where training
/// stands.
///
///     tensors   <name>                      weights, named and shaped as in PyTorch's `state_dict`
///               optimizer.<slot>.<name>     optimizer state
///               accumulated.<name>          gradients gathered for the next update, with `accumulate`
///               average.<name>              running mean of weights, with `ema_decay`
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
    /// How a training that is over ended, where its state does not say so: one that goes on from it ends so again. Not
    /// in the file.
    package var ended: TrainingStatus?

    package var specification: String { file.text("assay.specification") ?? "" }

    package init(trial: Int, state: TrainingState, tensors: [StoredTensor], specification: String) {
        self.trial = trial
        // A trial's place changes with the stack that it is trained in.
        var state = state
        state.lastEpoch?.trial = 0
        self.state = state
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        // Norms and weights of an epoch need not be finite.
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        let json = (try? encoder.encode(state)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        file = SafetensorsFile(
            weights: tensors,
            others: [
                SafetensorsFile.Metadata(key: "assay.state", value: json),
                SafetensorsFile.Metadata(key: "assay.specification", value: specification),
            ])
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
            let decoder = JSONDecoder()
            decoder.nonConformingFloatDecodingStrategy = .convertFromString(
                positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
            state = try decoder.decode(TrainingState.self, from: Data(text.utf8))
        } catch {
            throw CheckpointError.malformedState("it is not the JSON of a training state")
        }
    }

    /// Weights and states of layers alone, as they are judged: those of the best epoch when asked for and there are
    /// some, else the running mean of weights when one is kept, else the last ones.
    package func weights(best: Bool) -> SafetensorsFile {
        let metadata = file.metadata.filter { $0.key != "assay.state" }
        let bestOnes = tensors(withPrefix: "best.")
        if best, !bestOnes.isEmpty {
            return SafetensorsFile(metadata: metadata, tensors: bestOnes)
        }
        let means = tensors(withPrefix: "average.")
        let others = ["best.", "optimizer.", "accumulated.", "average."]
        let last = file.tensors.filter { tensor in !others.contains { tensor.name.hasPrefix($0) } }
        let judged = last.map { tensor in means.first { $0.name == tensor.name } ?? tensor }
        return SafetensorsFile(metadata: metadata, tensors: judged)
    }

    private func tensors(withPrefix prefix: String) -> [StoredTensor] {
        file.tensors.compactMap { tensor in
            guard tensor.name.hasPrefix(prefix) else { return nil }
            return StoredTensor(
                name: String(tensor.name.dropFirst(prefix.count)), elementType: tensor.elementType,
                shape: tensor.shape, bytes: tensor.bytes)
        }
    }
}
