import Machine
import Runs

/// A comparison as one page: statements, the table, overlaid curves, paired differences, groups, settings.
package struct ComparisonPage {
    package let html: HTMLText

    /// - Parameter version: of the program, for the foot of the page
    package init(_ comparison: Comparison, onlyChanged: Bool = false, version: String) {
        var sections = [
            PageFrame.Section(
                id: "runs", title: "Runs and figures", body: Self.table(comparison, onlyChanged: onlyChanged))
        ]
        let charts = ComparisonCurves(comparison).charts
        if !charts.isEmpty {
            let figures = charts.enumerated().map {
                (id: "curve-\($0.offset + 1)", figure: $0.element.figure())
            }
            sections.append(PageFrame.Section(id: "curves", title: "Curves", body: figureGrid(figures)))
        }
        if let body = Self.groups(comparison) {
            sections.append(PageFrame.Section(id: "groups", title: "Groups", body: body))
        }
        if let body = Self.paired(comparison) {
            sections.append(
                PageFrame.Section(id: "paired", title: "The same rows, predicted twice", body: body))
        }
        sections.append(PageFrame.Section(id: "settings", title: "Settings", body: Self.settings(comparison)))
        let names = Array(Set(comparison.runs.map(\.name))).sorted()
        let title = names.count == 1 ? names[0] : "\(names.count) experiments"
        var page = PageFrame(
            title: "Comparison: \(title)", sections: sections,
            footer: "Made by assay \(version) from run directories.")
        page.header = Self.header(comparison)
        html = page.html
    }

    private static func header(_ comparison: Comparison) -> HTMLText {
        let count = comparison.runs.count
        let base = comparison.label(comparison.baseline)
        var text = HTMLText(
            escaping: count == 1 ? "One run." : "\(count) runs; differences are to the baseline \(base).")
        text = HTMLText(trusted: "<p>") + text + HTMLText(trusted: "</p>\n")
        for note in comparison.notes {
            let isGrave = note.kind.preventsComparison
            text += HTMLText(trusted: "<p class=\"warning\(isGrave ? " serious" : "")\"><strong>")
            text += HTMLText(escaping: isGrave ? "Not comparable: " : "Note: ")
            text +=
                HTMLText(trusted: "</strong>") + HTMLText(escaping: note.statement)
                + HTMLText(trusted: "</p>\n")
        }
        return text
    }

    private static func table(_ comparison: Comparison, onlyChanged: Bool) -> HTMLText {
        let content = ComparisonTable(comparison, onlyChanged: onlyChanged)
        var table = HTMLTable(
            [HTMLTable.Column("run")]
                + content.columns.map { HTMLTable.Column($0.heading, isNumber: $0.isFigure) })
        for row in content.labels.indices {
            var label = HTMLText(escaping: content.labels[row])
            if row == comparison.baseline, comparison.runs.count > 1 {
                label += HTMLText(escaping: " (baseline)")
            }
            table.row(markup: [label] + content.columns.map { cell($0.cells[row]) })
        }
        return table.html
    }

    /// A difference is marked by its sign and a word as well as by its color.
    private static func cell(_ cell: ComparisonTable.Cell) -> HTMLText {
        switch cell {
        case .text(let text): return HTMLText(escaping: text)
        case .value(let value): return HTMLText(escaping: value.map(ComparisonMarkdown.shortText) ?? "–")
        case .figure(let value, let delta, let isBetter, let isBest):
            guard let value else { return HTMLText(escaping: "–") }
            let number = HTMLText(escaping: NumberText.figure(value))
            var text =
                isBest ? HTMLText(trusted: "<strong>") + number + HTMLText(trusted: "</strong>") : number
            if let delta {
                let style = isBetter.map { $0 ? "good" : "bad" } ?? "soft"
                let word = isBetter.map { $0 ? "better" : "worse" } ?? "the same"
                text += HTMLText(trusted: " <span class=\"\(style)\" title=\"\(word) than the baseline\">")
                text += HTMLText(escaping: NumberText.signed(delta)) + HTMLText(trusted: "</span>")
            }
            return text
        }
    }

    private static func groups(_ comparison: Comparison) -> HTMLText? {
        guard !comparison.groups.isEmpty else { return nil }
        var table = HTMLTable(
            comparison.groupKeys.map { HTMLTable.Column($0) } + [HTMLTable.Column("runs", isNumber: true)]
                + comparison.metrics.map { HTMLTable.Column($0.heading, isNumber: true) },
            caption: "Mean ± standard deviation over the runs of each group.")
        for group in comparison.groups {
            table.row(
                group.values.map { $0.map(ComparisonMarkdown.shortText) ?? "–" } + ["\(group.runs.count)"]
                    + group.statistics.map(\.text))
        }
        return table.html
    }

    private static func paired(_ comparison: Comparison) -> HTMLText? {
        guard let paired = comparison.paired else { return nil }
        var body = HTMLText.empty
        if let first = paired.differences.first {
            let base = comparison.label(comparison.baseline)
            var table = HTMLTable(
                [
                    HTMLTable.Column("run"), HTMLTable.Column("over test rows"),
                    HTMLTable.Column("mean difference", isNumber: true),
                    HTMLTable.Column("95 % interval", isNumber: true), HTMLTable.Column("verdict"),
                ],
                caption:
                    "Differences to \(base) over the same \(NumberText.count(first.rows)) rows, in original units; "
                    + "intervals from \(BootstrapInterval.replicates) bootstrap samples of the rows.")
            for difference in paired.differences {
                let interval = difference.difference
                table.row([
                    comparison.label(difference.run), difference.metric,
                    NumberText.signed(interval.mean),
                    "[\(NumberText.signed(interval.lower)), \(NumberText.signed(interval.upper))]",
                    difference.verdict.rawValue,
                ])
            }
            body += table.html
        }
        for remark in paired.remarks {
            body +=
                HTMLText(trusted: "<p class=\"note\">") + HTMLText(escaping: remark)
                + HTMLText(trusted: "</p>\n")
        }
        return body
    }

    /// Every key in which runs differ, then those they share.
    private static func settings(_ comparison: Comparison) -> HTMLText {
        var body = HTMLText.empty
        let shown = comparison.runs.indices.prefix(12)
        if comparison.keys.isEmpty {
            body +=
                HTMLText(trusted: "<p>") + HTMLText(escaping: "All runs have the same settings.")
                + HTMLText(trusted: "</p>\n")
        } else {
            var table = HTMLTable(
                [HTMLTable.Column("key")] + shown.map { HTMLTable.Column(comparison.label($0)) })
            for key in comparison.keys {
                table.row([key.key] + shown.map { key.values[$0].map(ComparisonMarkdown.shortText) ?? "–" })
            }
            body += table.html
        }
        let changed = Set(comparison.keys.map(\.key))
        let shared = comparison.runs[0].specification.entries.filter { entry in
            entry.value != nil && !changed.contains { entry.key == $0 || entry.key.hasPrefix($0 + ".") }
        }
        guard !shared.isEmpty else { return body }
        var table = HTMLTable([HTMLTable.Column("key"), HTMLTable.Column("value")])
        for entry in shared { table.row([entry.key, entry.value.map(ComparisonMarkdown.shortText) ?? ""]) }
        return body
            + HTMLText(trusted: "<details><summary>The same in all runs (\(shared.count))</summary>\n")
            + table.html + HTMLText(trusted: "</details>\n")
    }
}
