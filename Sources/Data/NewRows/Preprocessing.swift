import Foundation

/// The steps as they were fitted, in order: written as `preprocessing.json`, read back to prepare new data.
package struct Preprocessing: Sendable {
    package struct Entry: Sendable {
        package var transform: any Transform
        /// Which rows a fitted step saw; `nil` for a stateless one.
        package var fittedOn: FitScope?
        /// How many rows a fitted step saw.
        package var fittedRows: Int?

        package init(transform: any Transform, fittedOn: FitScope? = nil, fittedRows: Int? = nil) {
            self.transform = transform
            self.fittedOn = fittedOn
            self.fittedRows = fittedRows
        }
    }

    package var entries: [Entry]
    /// The columns to predict, as they are called after the last step; at least one.
    package var targets: [String]
    /// The first of them.
    package var target: String { targets.first ?? "" }
    /// What a model needs to read new data; nil in the state of runs older than this field.
    package var inputs: ModelInputs?

    package init(entries: [Entry], target: String, inputs: ModelInputs? = nil) {
        self.init(entries: entries, targets: [target], inputs: inputs)
    }

    package init(entries: [Entry], targets: [String], inputs: ModelInputs? = nil) {
        self.entries = entries
        self.targets = targets
        self.inputs = inputs
    }

    /// The names of the steps that were fitted on all rows, test rows included.
    package var leaks: [String] {
        entries.filter { $0.fittedOn == .all }.map { type(of: $0.transform).stepName }
    }

    /// How many rows before a row its result depends on: data prepared chunk by chunk repeat that many rows of the
    /// chunk before. `nil` where a row depends on all rows (a step that fills gaps from neighbors).
    package var rowsOfHistory: Int? {
        var total = 0
        for entry in entries {
            guard let transform = entry.transform as? any HistoryTransform else { continue }
            guard transform.rowsOfHistory >= 0 else { return nil }
            total += transform.rowsOfHistory
        }
        return total
    }

    /// Whether targets are values ahead of a row, so that judging rows takes rows after them.
    var looksAhead: Bool { entries.contains { $0.transform is WindowTransform } }

    /// What the steps did to the targets' values since they were last computed anew.
    package var targetTransform: TargetTransform { TargetTransform(columns: targets.map(stages)) }

    private func stages(of target: String) -> [TargetStage] {
        var stages: [TargetStage] = []
        var name = target
        for entry in entries.reversed() {
            switch entry.transform.effect(onTarget: name) {
            case .none: break
            case .renamed(let earlier), .moved(let earlier, _, _): name = earlier
            case .invertible(let stage): stages.insert(stage, at: 0)
            case .replaced: return stages
            }
        }
        return stages
    }

    /// Does to new data what was done to the training data. Rows are never removed; what only concerns columns that
    /// are absent, such as the target, is left out.
    ///
    /// - Errors: `StepFailure` for values that a step cannot handle and for columns that are missing.
    package func apply(to table: Table, absent: Set<String> = []) throws -> Table {
        try applied(to: table, absent: absent).table
    }

    /// The same, with the targets as they were before steps that predictions are taken back through.
    ///
    /// - Parameter withTargets: whether the rows are judged, so that values ahead of a window are wanted
    func applied(
        to table: Table, absent: Set<String>, withTargets: Bool = false
    ) throws -> (table: Table, original: OriginalTargets) {
        var table = table
        var absent = absent
        let names = targets.map(targetNames)
        var original = OriginalTargets(count: targets.count)
        for (index, entry) in entries.enumerated() {
            let judging = withTargets ? (entry.transform as? WindowTransform)?.judging : nil
            guard let transform = judging ?? entry.transform.forPrediction(without: &absent) else { continue }
            let before = table
            table = try transform.apply(to: before)
            original.note(transform, before: before, after: table, names: names.map { $0[index] })
        }
        return (table, original)
    }

    /// What a target is called before and after each step.
    private func targetNames(of target: String) -> [(before: String, after: String)] {
        var names: [(before: String, after: String)] = []
        var name = target
        for entry in entries.reversed() {
            var before = name
            switch entry.transform.effect(onTarget: name) {
            case .renamed(let earlier), .moved(let earlier, _, _): before = earlier
            case .none, .invertible, .replaced: break
            }
            names.append((before, name))
            name = before
        }
        return names.reversed()
    }
}

extension Preprocessing: Codable {
    private enum Keys: String, CodingKey { case target, steps, inputs }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        // One target is a text, as it was before there could be several.
        targets =
            try (try? container.decode([String].self, forKey: .target))
            ?? [container.decode(String.self, forKey: .target)]
        entries = try container.decode([Entry].self, forKey: .steps)
        inputs = try container.decodeIfPresent(ModelInputs.self, forKey: .inputs)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        if targets.count == 1 {
            try container.encode(target, forKey: .target)
        } else {
            try container.encode(targets, forKey: .target)
        }
        try container.encode(entries, forKey: .steps)
        try container.encodeIfPresent(inputs, forKey: .inputs)
    }

    /// The content of `preprocessing.json`.
    package func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }

    package init(json: String) throws {
        self = try JSONDecoder().decode(Preprocessing.self, from: Data(json.utf8))
    }
}

extension Preprocessing.Entry: Codable {
    private enum Keys: String, CodingKey {
        case step, state
        case fittedOn = "fitted_on"
        case fittedRows = "fitted_rows"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        let name = try container.decode(String.self, forKey: .step)
        guard let type = stepFamily.transform(named: name) else {
            throw DecodingError.dataCorruptedError(
                forKey: .step, in: container, debugDescription: "there is no step '\(name)'")
        }
        transform = try container.decode(type, forKey: .state)
        fittedOn = try container.decodeIfPresent(FitScope.self, forKey: .fittedOn)
        fittedRows = try container.decodeIfPresent(Int.self, forKey: .fittedRows)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(type(of: transform).stepName, forKey: .step)
        try container.encodeIfPresent(fittedOn, forKey: .fittedOn)
        try container.encodeIfPresent(fittedRows, forKey: .fittedRows)
        try container.encode(transform, forKey: .state)
    }
}
