import Spec

/// The section `data:` of a specification.
package struct DataSection: SpecSection {
    /// `nil` when it is missing or wrong; a diagnostic says so.
    package var source: Located<any DataSource>?
    /// The columns to predict, as they are called after the steps; at least one.
    package var targets: Located<[String]>
    /// The first of them: all there is of a target of classes.
    package var target: Located<String> {
        Located(value: targets.value.first ?? "", origin: targets.origin)
    }
    package var targetType: TargetType
    /// The class, of two, that precision, recall and the like are about; nil for the rarer one.
    package var positive: Located<ClassLabel>?
    package var features: ColumnSelector?
    /// The column with what each row counts in the loss; no feature then.
    package var weights: Located<String>?
    /// Rows in a season of the series; nil for none.
    package var season: Int?
    package var steps: [Located<any Step>]
    package var split: Located<any Split>
    /// Parts whose rows train the model; those after the first are merged into it.
    package var trainOn: Located<[String]>
    /// What the source's columns have to be.
    package var columns: DataContract

    package init(reading fields: inout FieldReader) {
        source = fields.requiredComponent("source", in: sourceFamily, "Where the rows come from.")
        let targets = fields.requiredValue(
            "target", of: TargetNames.self,
            "The column to predict, as it is called after the steps; a list of columns of numbers for several."
        )
        self.targets = Located(value: targets?.names ?? [""], origin: fields.origin(of: "target"))
        targetType = fields.choice(
            "target_type", default: .auto,
            "Whether the target is a real value (number) or every distinct value a class; auto: class unless it holds numbers."
        )
        let positive = fields.optionalValue(
            "positive", of: ClassLabel.self,
            "Which of two classes f1, precision, recall, specificity and pr_auc are about; default the one "
                + "with fewer training rows, of equally many the second.")
        self.positive = positive.map { Located(value: $0, origin: fields.origin(of: "positive")) }
        features = fields.optionalValue(
            "features", "Columns the model sees, chosen after the steps; default all but the target.")
        let weights = fields.optionalString(
            "weights", "The column with what each row counts in the loss, as it is called after the steps.")
        self.weights = weights.map { Located(value: $0, origin: fields.origin(of: "weights")) }
        season = fields.optionalInt(
            "season", in: .closed(1, 1e6),
            "Rows after which a series comes again, such as 12 for months; 1: the rows are a series without seasons."
        )
        steps = fields.components("steps", in: stepFamily, "What is done to the table, in order.")
        // A source with parts of its own is split as it says; the resolved specification shows which holds.
        let standard: any Split =
            source?.value is SeparateSource ? PredefinedSplit.standard : NoSplit.standard
        split = fields.component(
            "split", in: splitFamily, default: standard,
            "Which rows train the model and which judge it; default the source's own parts, else all rows train."
        )
        if let parts = (source?.value as? SeparateSource)?.partNames {
            if var predefined = split.value as? PredefinedSplit {
                predefined.sourceParts = parts
                split.value = predefined
            } else if var folds = split.value as? any FoldSplit {
                folds.sourceParts = parts
                split.value = folds
            }
        }
        let parts = fields.strings(
            "train_on", default: ["train"], "Parts whose rows train the model: train, or [train, val] merged."
        )
        trainOn = Located(value: parts, origin: fields.origin(of: "train_on"))
        columns = DataContract(reading: &fields)
        checkTrainOn(&fields)
    }

    private func checkTrainOn(_ fields: inout FieldReader) {
        let known = split.value.partNames
        // A split without parts has been reported.
        for name in trainOn.value where !known.isEmpty && !known.contains(name) {
            fields.report(
                Diagnostic(
                    "unknown-part", "the split has no part '\(name)'", at: trainOn.origin,
                    help: nearestName(to: name, in: known).map { "did you mean '\($0)'?" },
                    notes: ["parts of the split: " + known.joined(separator: ", ")]))
        }
        if split.value is any FoldSplit, trainOn.value != ["train"] {
            fields.report(
                Diagnostic(
                    "train-on-folds", "the rows that judge a fold cannot train it as well",
                    at: trainOn.origin,
                    help: "leave 'train_on' out, or choose a split without folds"))
        }
        if !trainOn.value.contains("train") {
            fields.report(
                Diagnostic(
                    "missing-field", "'train_on' does not name the part 'train'", at: trainOn.origin,
                    help: "write train_on: [train, val]"))
        }
    }

    /// The parts there are once those of `train_on` have been merged.
    package var partNames: [String] {
        split.value.partNames.filter { $0 == "train" || !trainOn.value.contains($0) }
    }
}

/// How the target column is understood.
package enum TargetType: String, Sendable, CaseIterable {
    case auto, number
    case `class`
}
