import Kernels

extension TrainingSession {
    /// A trial as it stands: what `last.safetensors` holds.
    package func checkpoint(trial: Int) -> TrainingCheckpoint {
        if let frozen = trials[trial].frozen { return frozen }
        synchronize(trial)
        var tensors = codec.tensors(of: row(of: trial, in: programs.parameters))
        tensors += stateCodec.tensors(of: stateRow(of: trial))
        for (name, slot) in zip(trials[trial].settings.optimizer.slots, programs.slots) {
            tensors += trainableCodec.tensors(
                of: trainableRow(of: trial, in: slot), prefix: "optimizer.\(name).")
        }
        if let gathered = programs.accumulated {
            tensors += trainableCodec.tensors(
                of: trainableRow(of: trial, in: gathered), prefix: "accumulated.")
        }
        if let average = programs.average {
            tensors += codec.tensors(of: row(of: trial, in: average), prefix: "average.")
        }
        if trials[trial].hasBest {
            tensors += codec.tensors(of: trials[trial].best.pointer, prefix: "best.")
            tensors += stateCodec.tensors(of: trials[trial].bestStates.pointer, prefix: "best.")
        }
        var checkpoint = TrainingCheckpoint(
            trial: trial, state: trials[trial].state, tensors: tensors,
            specification: trials[trial].settings.specification ?? settings.specification)
        checkpoint.ended = trials[trial].status?.asStored
        return checkpoint
    }

    /// Sets every trial to its checkpoint, after checking that it fits.
    func restore(_ checkpoints: [TrainingCheckpoint]) throws {
        guard checkpoints.count == trials.count else {
            throw CheckpointError.stateMismatch(
                "there are \(checkpoints.count) checkpoints for \(trials.count) trials")
        }
        guard Set(checkpoints.map(\.state.step)).count == 1 else {
            throw CheckpointError.stateMismatch("the checkpoints of the stack stand at different steps")
        }
        for (trial, checkpoint) in checkpoints.enumerated() {
            try check(checkpoint.state)
            try codec.write(checkpoint.file, to: row(of: trial, in: programs.parameters))
            try stateCodec.write(checkpoint.file, to: stateRow(of: trial))
            for (name, slot) in zip(trials[trial].settings.optimizer.slots, programs.slots) {
                try trainableCodec.write(
                    checkpoint.file, prefix: "optimizer.\(name).", to: trainableRow(of: trial, in: slot))
            }
            if let gathered = programs.accumulated {
                try trainableCodec.write(
                    checkpoint.file, prefix: "accumulated.", to: trainableRow(of: trial, in: gathered))
            }
            if let average = programs.average {
                try codec.write(checkpoint.file, prefix: "average.", to: row(of: trial, in: average))
            }
            trials[trial].hasBest = checkpoint.file.tensors.contains { $0.name.hasPrefix("best.") }
            if trials[trial].hasBest {
                try codec.write(checkpoint.file, prefix: "best.", to: trials[trial].best.pointer)
                try stateCodec.write(checkpoint.file, prefix: "best.", to: trials[trial].bestStates.pointer)
            }
            trials[trial].state = checkpoint.state
            trials[trial].storedEnding = checkpoint.ended
            stepNumbers.lossSums[trial] = checkpoint.state.lossSum.value
            stepNumbers.weightSums[trial] = checkpoint.state.lossWeight.value
            stepNumbers.gatheredWeights[trial] = checkpoint.state.gatheredWeight?.value ?? 0
        }
        position = StackPosition(checkpoints[0].state)
    }

    private func check(_ state: TrainingState) throws {
        let perEpoch = budget.stepsPerEpoch
        let (before, overflow) = (state.epoch - 1).multipliedReportingOverflow(by: perEpoch)
        guard !overflow, state.epoch >= 1, (0..<perEpoch).contains(state.batch),
            state.step == before + state.batch
        else {
            throw CheckpointError.stateMismatch(
                "it stands at step \(state.step), epoch \(state.epoch), batch \(state.batch), "
                    + "but this run has \(perEpoch) steps in an epoch")
        }
        guard (state.batch > 0) == (state.lossRows > 0), state.lossRows >= 0, state.lossRows <= budget.rows
        else {
            throw CheckpointError.stateMismatch("its sums of losses do not fit its position")
        }
    }

    /// Flushes the log and hands over a checkpoint of every trial still running.
    package func handOver(to observer: any TrainingObserver) throws {
        try flushLog(observer)
        for trial in runningTrials {
            try observer.checkpointReady(checkpoint(trial: trial))
        }
    }

    /// Ends every trial: checkpoints, the partial epoch, best weights if asked for, scores.
    ///
    /// - Parameter status: of the trials still running
    /// - Parameter handsOver: whether the observer gets a last checkpoint of every trial
    package func finish(
        _ status: TrainingStatus, observer: any TrainingObserver, handsOver: Bool = true
    ) throws -> [TrialResult] {
        let isInterrupted = status == .interrupted
        try flushLog(observer)
        if handsOver {
            for trial in trials.indices {
                try observer.checkpointReady(checkpoint(trial: trial))
            }
        }
        if !isInterrupted {
            try reportPartialEpoch(observer: observer)
        }
        for trial in runningTrials {
            synchronize(trial)
            trials[trial].status = status
        }
        for trial in trials.indices {
            try placeFinalWeights(trial)
        }
        return try results()
    }

    /// Puts the weights to be scored into the parameters: the best epoch's with `restore_best`, else the last
    /// ones.
    private func placeFinalWeights(_ trial: Int) throws {
        let target = row(of: trial, in: programs.judged)
        let best = trials[trial].best
        if settings.train.earlyStopping.isEnabled, settings.train.earlyStopping.restoreBest,
            trials[trial].hasBest
        {
            target.copyMemory(from: best.pointer, byteCount: best.byteCount)
            stateRow(of: trial).copyMemory(
                from: trials[trial].bestStates.pointer, byteCount: stateByteCount)
        } else if let frozen = trials[trial].frozen {
            try codec.write(frozen.file, prefix: programs.average == nil ? "" : "average.", to: target)
            try stateCodec.write(frozen.file, to: stateRow(of: trial))
        }
    }
}
