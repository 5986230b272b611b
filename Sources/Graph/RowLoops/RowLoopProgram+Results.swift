import Kernels

/// Sums and gradients: from a block into accumulators, from these into memory.
extension RowLoopProgram {
    @inline(__always)
    func addNarrow(
        _ block: UnsafePointer<Scalar>, _ stride: Int, _ count: Int, _ group: Int,
        _ worker: RowLoopWorker<Scalar>, _ totals: UnsafeMutablePointer<Double>
    ) {
        for gradient in gradients {
            addWeightedRows(
                block, stride, count, worker.slot(gradient.slots[0]), worker.stride, group,
                totals + gradient.start)
        }
        for sum in sums {
            let values = worker.slot(sum.slots[0])
            let target = totals + sum.start
            if group == Self.groupTrials {
                Scalar.addRowSumsOfFour(
                    values, stride: worker.stride, count: count, into: target, totalStride: accumulatorStride)
                continue
            }
            for member in 0..<group {
                target[member &* accumulatorStride] += Scalar.rowSum(
                    values + member &* worker.stride, count: count)
            }
        }
    }

    @inline(__always)
    private func addWeightedRows(
        _ block: UnsafePointer<Scalar>, _ stride: Int, _ count: Int, _ factors: UnsafePointer<Scalar>,
        _ factorStride: Int, _ group: Int, _ totals: UnsafeMutablePointer<Double>
    ) {
        if group == Self.groupTrials {
            Scalar.addWeightedRowsOfFour(
                block, stride: stride, count: count, factors: factors, factorStride: factorStride,
                halves: halves, into: totals, accumulatorStride: accumulatorStride)
            return
        }
        for member in 0..<group {
            Scalar.addWeightedRows(
                block, stride: stride, count: count, factors: factors + member &* factorStride,
                halves: halves, into: totals + member &* accumulatorStride)
        }
    }

    /// A block of a loop that is not narrow: groups are single trials.
    @inline(__always)
    func addWide(
        _ block: UnsafePointer<Scalar>, _ stride: Int, _ row: Int, _ count: Int, _ trial: Int,
        _ worker: RowLoopWorker<Scalar>, _ totals: UnsafeMutablePointer<Double>
    ) {
        guard let products else { return }
        for gradient in gradients {
            for (output, slot) in gradient.slots.enumerated() {
                (worker.factors + output &* worker.stride).update(from: worker.slot(slot), count: count)
            }
            products.pointee.addGradient(
                factors: UnsafePointer(worker.factors), rows: block, count: count, trial: trial,
                block: row / blockRows, start: gradient.start, worker.workspace)
        }
        for sum in sums {
            let lanes = RowSums.lanes(outputs: sum.slots.count)
            for (output, slot) in sum.slots.enumerated() {
                Scalar.addLanes(
                    UnsafePointer(worker.slot(slot)), count: count, lanes: lanes,
                    into: totals + (sum.start &+ output &* lanes))
            }
        }
    }

    /// Adds the chunks in order and writes the results.
    func combine() {
        for trial in 0..<trials {
            let stack = trial / stackTrials
            let place = trial % stackTrials
            let start = accumulators + (stack &* chunks &* stackTrials &+ place) &* accumulatorStride
            if let products {
                combineWide(trial, start, products)
            } else {
                combineNarrow(trial, start)
            }
        }
    }

    private func combineNarrow(_ trial: Int, _ start: UnsafePointer<Double>) {
        for gradient in gradients {
            let target = gradient.target + trial &* gradient.trialStride
            for feature in 0..<features {
                target[feature &* gradient.rowStride] = total(start + (gradient.start &+ feature))
            }
        }
        for sum in sums { sum.target[trial &* sum.trialStride] = total(start + sum.start) }
    }

    @inline(__always)
    private func total(_ first: UnsafePointer<Double>) -> Scalar {
        var sum = first.pointee
        for chunk in 1..<max(chunks, 1) { sum += first[chunk &* stackTrials &* accumulatorStride] }
        return Scalar(sum)
    }

    private func combineWide(
        _ trial: Int, _ start: UnsafePointer<Double>, _ products: UnsafePointer<RowLoopProducts<Scalar>>
    ) {
        for gradient in gradients {
            let outputs = gradient.slots.count
            for feature in 0..<features {
                let start = gradient.start &+ feature &* outputs
                let target =
                    gradient.target + (trial &* gradient.trialStride &+ feature &* gradient.rowStride)
                for output in 0..<outputs {
                    target[output &* gradient.outputStride] = products.pointee.gradient(
                        trial: trial, start: start &+ output)
                }
            }
        }
        for sum in sums {
            let lanes = RowSums.lanes(outputs: sum.slots.count)
            for output in 0..<sum.slots.count {
                let first = start + (sum.start &+ output &* lanes)
                var total = 0.0
                for chunk in 0..<chunks {
                    total += RowSums.total(first + chunk &* stackTrials &* accumulatorStride, lanes: lanes)
                }
                sum.target[trial &* sum.trialStride &+ output &* sum.outputStride] = Scalar(total)
            }
        }
    }
}
