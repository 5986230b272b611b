import Kernels

extension RowPassProgram {
    /// Adds the chunks in order and writes the results.
    func combine() {
        for trial in 0..<trials {
            let stack = trial / stackTrials
            let place = trial % stackTrials
            let start = accumulators + (stack &* chunks &* stackTrials &+ place) &* accumulatorStride
            for index in 0..<gradients.count {
                let gradient = gradients[index]
                let target = gradient.target + trial &* gradient.trialStride
                for feature in 0..<features {
                    target[feature &* gradient.rowStride] = total(
                        start + (index &* paddedFeatures &+ feature))
                }
            }
            for index in 0..<sums.count {
                let sum = sums[index]
                sum.target[trial &* sum.trialStride] = total(
                    start + (gradients.count &* paddedFeatures &+ index))
            }
        }
    }

    @inline(__always)
    private func total(_ first: UnsafePointer<Double>) -> Scalar {
        var sum = first.pointee
        for chunk in 1..<max(chunks, 1) { sum += first[chunk &* stackTrials &* accumulatorStride] }
        return Scalar(sum)
    }
}
