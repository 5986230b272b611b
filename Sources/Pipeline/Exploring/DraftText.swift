import Data
import Foundation
import Machine

/// The text of a drafted specification: a runnable start with a reason beside every choice.
struct DraftText {
    let file: String
    /// The lines of `source:`.
    let source: [String]
    let kind: DraftTarget
    let profile: DataProfile
    let columns: DraftColumns

    private var rows: Int { profile.rows - kind.missing }

    var text: String {
        let blocks = [heading, data, model, training, metrics]
        return blocks.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    private var heading: [String] {
        let fileName = (file as NSString).lastPathComponent
        var name = fileName
        for ending in [".gz", ".csv", ".tsv", ".tab", ".jsonl", ".json", ".npz", ".npy", ".txt"]
        where name.hasSuffix(ending) {
            name = String(name.dropLast(ending.count))
        }
        let slug = name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        return [
            "# A first specification for \(fileName): \(NumberText.count(profile.rows, "row")), "
                + "\(NumberText.count(profile.columns.count, "column")).",
            "#",
            "#   assay data THIS_FILE     what the data hold     assay check THIS_FILE   is everything right?",
            "#   assay plan THIS_FILE     what would be done     assay run THIS_FILE     train",
            "",
            "name: \(SpecText.value(String(slug)))",
            "seed: 0",
        ]
    }

    // MARK: Data

    private var data: [String] {
        var lines = ["data:"] + source.map { "  " + $0 } + ["  target: \(SpecText.value(kind.name))"]
        if kind.isNumberTakenAsClass {
            lines += [
                "  # Whole numbers with few different values: taken as classes. To predict the number itself, remove the",
                "  # next line, split with 'random', and use the loss mse with one output.",
                "  target_type: class",
            ]
        }
        let steps = DraftSteps(kind: kind, profile: profile, columns: columns).lines
        if !steps.isEmpty { lines += ["  steps:"] + steps.map { "    " + $0 } }
        return lines + split.map { "  " + $0 }
    }

    private var split: [String] {
        let shares =
            rows >= 1000
            ? "{train: 0.8, val: 0.1, test: 0.1}"
            : rows >= 20 ? "{train: 0.7, val: 0.15, test: 0.15}" : "{train: 0.6, val: 0.2, test: 0.2}"
        var lines: [String] = []
        if rows < 1000 {
            lines.append(
                "# With so few rows the figures depend on which rows are where: another seed shows how much.")
        }
        if let group = columns.group {
            return lines + [
                "# Rows of one '\(group)' stay together, so that the test shows what is new.",
                "split: {group: {parts: \(shares), by: \(SpecText.value(group))}}",
            ]
        }
        if let date = columns.dates.first, !DraftSteps.isStateless(columns) {
            return lines + [
                "# The latest rows are for the test: a model is used on what comes after.",
                "split: {time: {parts: \(shares), column: \(SpecText.value(date))}}",
            ]
        }
        if kind.isClass {
            return lines + ["# Every part has each class's share.", "split: {stratified: \(shares)}"]
        }
        return lines + ["split: {random: \(shares)}"]
    }

    // MARK: Model

    private var model: [String] {
        let outputs = kind.classes.count > 2 ? kind.classes.count : 1
        var lines: [String] = []
        if rows < 300 {
            lines.append("# Few rows: a linear model. With more of them, put layers before it.")
        }
        lines.append("model:")
        for width in hiddenWidths { lines += ["  - linear: \(width)", "  - relu"] }
        lines.append("  - linear: \(outputs)")
        switch (kind.isClass, outputs) {
        case (false, _):
            lines.append("loss: mse")
        case (true, 1):
            let second = kind.classes.last ?? ""
            lines.append("# One output, the logit of the class \(SpecText.value(second)).")
            lines.append("loss: binary_cross_entropy")
        case (true, _):
            lines.append("loss: cross_entropy")
        }
        lines.append("optimizer: {adam: {lr: \(rows < 20_000 ? "0.003" : "0.001")}}")
        return lines
    }

    private var hiddenWidths: [Int] {
        if rows < 300 { return [] }
        return rows < 20_000 ? [64] : [128, 64]
    }

    private var training: [String] {
        let batch = rows < 2000 ? 32 : rows < 20_000 ? 128 : 1024
        var lines = ["train:", "  epochs: 100", "  batch_size: \(batch)"]
        if profile.findings.contains(where: { $0.kind == .imbalance }) {
            lines += [
                "  # Classes of very different size count alike in the loss.", "  balance_classes: true",
            ]
        }
        return lines + [
            "  # Training ends when the validation loss has not improved for 10 epochs; the best weights are kept.",
            "  early_stopping: {monitor: val_loss, patience: 10, restore_best: true}",
        ]
    }

    private var metrics: [String] {
        guard kind.isClass else { return ["metrics: [mse, mae, r2]"] }
        return kind.classes.count > 2
            ? ["metrics: [accuracy, balanced_accuracy, {f1: macro}, log_loss]"]
            : ["metrics: [accuracy, roc_auc, f1, log_loss]"]
    }
}

/// The steps of a drafted specification, each with its reason.
struct DraftSteps {
    let kind: DraftTarget
    let profile: DataProfile
    let columns: DraftColumns

    /// Whether no step looks at the training rows: columns are then gone before the rows are split.
    static func isStateless(_ columns: DraftColumns) -> Bool {
        columns.numbers.isEmpty && columns.categories.isEmpty && columns.truthValuesWithGaps.isEmpty
    }

    var lines: [String] {
        dropping + target + gaps + numbers + dates + categories
    }

    private func list(_ names: [String], after prefix: String) -> String {
        SpecText.columns(names, indent: 6 + prefix.count)
    }

    private var dropping: [String] {
        guard !columns.dropped.isEmpty else { return [] }
        let reasons = columns.dropped.prefix(12).map { column in
            "# " + column.reason + (column.reason.hasSuffix("?") ? "" : ".")
        }
        let more = columns.dropped.count - reasons.count
        let names = columns.dropped.map(\.name)
        return reasons + (more > 0 ? ["# … and \(more) more."] : [])
            + ["- drop: " + list(names, after: "- drop: ")]
    }

    private var target: [String] {
        var lines: [String] = []
        if kind.missing > 0 {
            lines += [
                "# \(NumberText.count(kind.missing, "row")) without a target.", "- drop_missing: target",
            ]
        }
        if profile.findings.contains(where: { $0.kind == .skewedTarget }), !kind.isClass {
            lines += [
                "# A long tail to the right: errors then count relative to the value. Undone for predictions.",
                "- log: \(SpecText.column(kind.name))",
            ]
        }
        return lines
    }

    private var gaps: [String] {
        var lines: [String] = []
        if !columns.numbersWithGaps.isEmpty {
            let prefix = "- impute: {columns: "
            lines += [
                "# Gaps become the median of the training rows; a column beside each says where they were.",
                prefix + list(columns.numbersWithGaps, after: prefix)
                    + ", strategy: median, indicator: true}",
            ]
        }
        if !columns.truthValuesWithGaps.isEmpty {
            let prefix = "- impute: {columns: "
            lines.append(
                prefix + list(columns.truthValuesWithGaps, after: prefix) + ", strategy: most_frequent}")
        }
        return lines
    }

    private var numbers: [String] {
        guard !columns.numbers.isEmpty else { return [] }
        // The column of groups is not a feature and is gone after the split.
        let isAll = profile.columns.filter { $0.type == .number && $0.name != kind.name }
            .allSatisfy { column in
                columns.numbers.contains(column.name) || columns.dropped.contains { $0.name == column.name }
                    || columns.group == column.name
            }
        let selector =
            isAll
            ? "{columns: numeric, except: target}"
            : list(columns.numbers, after: "- standardize: ")
        return ["- standardize: \(selector)"]
    }

    private var dates: [String] {
        guard !columns.dates.isEmpty else { return [] }
        let parts = columns.dates.map { SpecText.quoted($0 + "_*") }.joined(separator: ", ")
        let prefix = "- date_parts: {columns: "
        return [
            prefix + list(columns.dates, after: prefix) + ", parts: [year, month, day, weekday]}",
            "- standardize: [\(parts)]",
        ]
    }

    private var categories: [String] {
        guard !columns.categories.isEmpty else { return [] }
        var lines: [String] = []
        if !columns.manyCategories.isEmpty {
            lines += [
                "# Categories with less than 1 % of the rows become one.",
                "- rare: " + list(columns.manyCategories, after: "- rare: "),
            ]
        }
        let hasGaps = columns.categories.contains { (profile[column: $0]?.missing ?? 0) > 0 }
        let prefix = hasGaps ? "- one_hot: {columns: " : "- one_hot: "
        lines.append(
            prefix + list(columns.categories, after: prefix) + (hasGaps ? ", missing: column}" : ""))
        return lines
    }
}
