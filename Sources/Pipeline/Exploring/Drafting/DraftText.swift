import Data
import Foundation
import Machine

/// What is known about a table once and for all models that may be written for it.
struct DraftSubject {
    /// As people named it.
    var file: String
    /// Lines of `source:`.
    var source: [String]
    /// How the file was read, in sentences.
    var remarks: [String] = []
    var target: DraftTarget
    var profile: DataProfile
    var columns: DraftColumns

    /// Rows with a target.
    var rows: Int { profile.rows - target.missing }
    var split: DraftSplit { DraftSplit(rows: rows, target: target, columns: columns) }

    /// Whether the target's logarithm is worth a try: above 0, with a tail to the right.
    var hasLongTail: Bool {
        guard !target.isClass, !columns.isSeries, let numbers = profile[column: target.name]?.numbers else {
            return false
        }
        return numbers.minimum > 0 && numbers.skewness > 1.5
    }

    /// Numbers of a row, once for each class where there are more than two: what a round of trees goes over.
    var width: Int {
        max(1, columns.features.reduce(0) { $0 + $1.width })
            * (target.classes.count > 2 ? target.classes.count : 1)
    }

    /// The experiment's name.
    var name: String {
        var name = (file as NSString).lastPathComponent
        for ending in [
            ".gz", ".zst", ".csv", ".tsv", ".tab", ".jsonl", ".json", ".npz", ".npy", ".parquet", ".pq",
            ".arrow", ".feather", ".ipc", ".txt", ".data", ".yaml",
        ]
        where name.lowercased().hasSuffix(ending) {
            name = String(name.dropLast(ending.count))
        }
        let slug = name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        return slug.isEmpty ? "experiment" : String(slug)
    }
}

/// The text of a drafted specification: a runnable start with a reason beside every choice.
struct DraftText {
    let subject: DraftSubject
    let candidate: DraftCandidate
    let split: DraftSplit
    /// What the race found, as comments.
    var race: [String] = []
    /// At the end of the experiment's name.
    var nameEnd = ""
    var isRace = false
    /// How many times faster trees learn than they would if time did not matter.
    var haste = 1.0

    private var target: DraftTarget { subject.target }

    var text: String {
        let blocks = [heading, data, model, metrics]
        return blocks.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    private var heading: [String] {
        let fileName = (subject.file as NSString).lastPathComponent
        var lines = [
            "# A first specification for \(fileName): \(NumberText.count(subject.profile.rows, "row")), "
                + "\(NumberText.count(subject.profile.columns.count, "column"))."
        ]
        for remark in subject.remarks { lines += DraftSteps.comment(remark) }
        if !race.isEmpty { lines += ["#"] + race }
        return lines + [
            "#",
            "#   assay data THIS_FILE     what the data hold     assay check THIS_FILE   is everything right?",
            "#   assay plan THIS_FILE     what would be done     assay run THIS_FILE     train",
            "",
            "name: \(SpecText.value(subject.name + nameEnd))",
            "seed: 0",
        ]
    }

    private var data: [String] {
        var lines =
            ["data:"] + subject.source.map { "  " + $0 } + ["  target: \(SpecText.value(target.name))"]
        if target.isNumberTakenAsClass {
            lines += DraftSteps.comment(
                "Whole numbers with few different values: taken as classes. To predict the number itself, write this "
                    + "specification anew with --task number."
            ).map { "  " + $0 }
            lines.append("  target_type: class")
        } else if target.isCount {
            lines += DraftSteps.comment(
                "Whole numbers that look like counts or grades: the number itself is predicted. To take them as classes, write this "
                    + "specification anew with --task class."
            ).map { "  " + $0 }
        }
        let steps = DraftSteps(
            target: target, columns: subject.columns, encoding: candidate.model.encoding,
            logsTarget: candidate.logsTarget, scalesTarget: candidate.model == .network && !target.isClass
        ).lines
        if steps.contains(where: { !$0.hasPrefix("#") }) {
            lines += ["  steps:"] + steps.map { "    " + $0 }
        } else {
            lines += steps.map { "  " + $0 }
        }
        return lines + split.lines.map { "  " + $0 }
    }

    private var model: [String] {
        var lines = DraftModelText(
            candidate: candidate, target: target, rows: split.trainingRows, haste: haste,
            isRace: isRace
        ).lines
        if candidate.model.isTrained, subject.profile.findings.contains(where: { $0.kind == .imbalance }),
            let place = lines.firstIndex(of: "train:")
        {
            lines.insert(
                contentsOf: [
                    "  # The classes differ much in size. To let them count alike (more of the rare ones found, more false",
                    "  # alarms, probabilities that are none), add: balance_classes: true",
                ], at: place + 1)
        }
        return lines
    }

    private var metrics: [String] {
        guard target.isClass else { return ["metrics: [r2, rmse, mae]"] }
        return target.classes.count > 2
            ? ["metrics: [accuracy, balanced_accuracy, {f1: macro}, log_loss]"]
            : ["metrics: [accuracy, roc_auc, f1, log_loss]"]
    }
}
