/// Weights from elsewhere that take the place of starting values, array by array, where name and shape fit.
package struct StartingWeights: Sendable {
    /// Which arrays got their values, and why others did not.
    package struct Fit: Hashable, Sendable {
        /// Arrays of the model that are filled, in its order.
        package var fitted: [String] = []
        /// Arrays that are there with another shape.
        package var misfits: [Misfit] = []
        /// Arrays of the model that are not there.
        package var missing: [String] = []
        /// Arrays that are there, and no array of the model has their name.
        package var unused: [String] = []

        package init() {}

        /// Whether every array of the model is filled, and nothing is left over.
        package var isComplete: Bool { misfits.isEmpty && missing.isEmpty && unused.isEmpty }
    }

    package struct Misfit: Hashable, Sendable {
        package var name: String
        package var wanted: [Int]
        package var found: [Int]
    }

    package let fit: Fit
    /// By the names of the model, in the order of files.
    private let values: [String: [Double]]

    /// - Parameters:
    ///   - file: weights as PyTorch names them, or a checkpoint, whose weights are taken
    ///   - renames: beginnings of names in the file, and what stands in the model instead; the first that fits counts
    ///   - isWanted: which names, of the model, are taken
    package init(
        _ file: SafetensorsFile, for plan: ModelPlan, renames: [(from: String, to: String)] = [],
        isWanted: (String) -> Bool = { _ in true }
    ) {
        let entries = plan.parameters.entries + plan.states.entries
        let known = Dictionary(entries.map { ($0.declaration.name, $0.declaration) }) { first, _ in first }
        var fit = Fit()
        var values: [String: [Double]] = [:]
        var misfits: [String: Misfit] = [:]
        for tensor in file.tensors where !Self.isOfTraining(tensor.name) {
            let rename = renames.first { tensor.name.hasPrefix($0.from) }
            let name = rename.map { $0.to + tensor.name.dropFirst($0.from.count) } ?? tensor.name
            guard isWanted(name) else { continue }
            guard let declaration = known[name] else {
                fit.unused.append(tensor.name)
                continue
            }
            if tensor.shape == declaration.fileDimensions {
                values[name] = tensor.numbers
            } else {
                misfits[name] = Misfit(name: name, wanted: declaration.fileDimensions, found: tensor.shape)
            }
        }
        for entry in entries {
            let name = entry.declaration.name
            if values[name] != nil {
                fit.fitted.append(name)
            } else if let misfit = misfits[name] {
                fit.misfits.append(misfit)
            } else {
                fit.missing.append(name)
            }
        }
        self.fit = fit
        self.values = values
    }

    /// Tensors of a checkpoint that are no weights.
    private static func isOfTraining(_ name: String) -> Bool {
        ["optimizer.", "accumulated.", "average.", "best."].contains { name.hasPrefix($0) }
    }

    /// Puts the values over those that a trial starts with.
    func write(
        to row: UnsafeMutableRawPointer, _ states: UnsafeMutableRawPointer, _ codec: ParameterCodec,
        _ stateCodec: ParameterCodec
    ) {
        codec.overwrite(values, in: row)
        stateCodec.overwrite(values, in: states)
    }
}
