/// How a training ended whose state does not say so, in a file.
package struct StoredEnding: Codable, Sendable {
    private enum Kind: String, Codable {
        case completed, outOfTime, pruned, diverged
    }

    private var kind: Kind
    private var epoch: Int?
    private var divergence: StoredDivergence?

    /// Nil where the state says it, or where it had not ended.
    package init?(_ status: TrainingStatus) {
        switch status {
        case .completed: kind = .completed
        case .outOfTime: kind = .outOfTime
        case .pruned(let number):
            kind = .pruned
            epoch = number
        case .diverged(let found):
            kind = .diverged
            divergence = StoredDivergence(found)
        case .stopped, .interrupted: return nil
        }
    }

    package var status: TrainingStatus? {
        switch kind {
        case .completed: .completed
        case .outOfTime: .outOfTime
        case .pruned: epoch.map { .pruned(epoch: $0) }
        case .diverged: divergence.map { .diverged($0.divergence) }
        }
    }
}

/// `Divergence` in a file; its numbers need not be finite.
private struct StoredDivergence: Codable {
    var step: Int
    var epoch: Int
    var learningRate: ExactDouble
    var loss: ExactDouble
    var parameter: String
    var parametersAreFinite: Bool

    init(_ divergence: Divergence) {
        step = divergence.step
        epoch = divergence.epoch
        learningRate = ExactDouble(divergence.learningRate)
        loss = ExactDouble(divergence.loss)
        parameter = divergence.parameter
        parametersAreFinite = divergence.parametersAreFinite
    }

    var divergence: Divergence {
        Divergence(
            step: step, epoch: epoch, learningRate: learningRate.value, loss: loss.value,
            parameter: parameter, parametersAreFinite: parametersAreFinite)
    }
}
