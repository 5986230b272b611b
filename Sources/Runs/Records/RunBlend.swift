/// `blend.json`: which trials of a sweep a blend is made of, and with which weights.
package struct RunBlend: Codable, Equatable, Sendable {
    package struct Member: Codable, Equatable, Sendable {
        /// The trial's number in the sweep.
        package var trial: Int
        /// Its model, in the blend's own directory.
        package var folder: String
        /// How often it was picked.
        package var picks: Int
        /// Its share of all predictions; the weights add up to 1.
        package var weight: Double
        /// What it reaches alone.
        package var value: Double?

        package init(trial: Int, folder: String, picks: Int, weight: Double, value: Double?) {
            self.trial = trial
            self.folder = folder
            self.picks = picks
            self.weight = weight
            self.value = value
        }
    }

    /// The name of the sweep's folder.
    package var sweep: String
    /// What was made better, such as `val_accuracy`.
    package var objective: String
    /// `minimize` or `maximize`.
    package var direction: String
    /// Trials whose models there were.
    package var candidates: Int
    /// Trials that finished, models kept or not.
    package var finished: Int
    /// Picks that were tried.
    package var size: Int
    /// What the mean of the first one, two … picks reaches.
    package var curve: [Double?]
    /// The greatest weight first.
    package var members: [Member]
    /// Whether the members were trained once more, on the validation rows too, after they had been chosen; nil for no.
    package var isRefitted: Bool?

    private enum CodingKeys: String, CodingKey {
        case sweep, objective, direction, candidates, finished, size, curve, members
        case isRefitted = "refitted"
    }

    package init(
        sweep: String, objective: String, direction: String, candidates: Int, finished: Int, size: Int,
        curve: [Double?], members: [Member], isRefitted: Bool? = nil
    ) {
        self.sweep = sweep
        self.objective = objective
        self.direction = direction
        self.candidates = candidates
        self.finished = finished
        self.size = size
        self.curve = curve
        self.members = members
        self.isRefitted = isRefitted
    }

    /// What the blend reaches on the rows it was made on.
    package var value: Double? {
        let known = curve.compactMap(\.self)
        return direction == "maximize" ? known.max() : known.min()
    }
}
