import Catalogue
import Foundation
import Machine
import Runs

/// `assay ls`: one line per run, oldest first.
package enum ListRuns {
    package struct Request: Sendable {
        package var runsFolder: String
        /// Names of fields; nil for the usual ones.
        package var columns: [String]?
        package var filter: String?
        /// `val_loss`, `-started`
        package var sort: String?
        package var limit: Int?
        package var since: String?
        package var includesTrials = false
        /// Lists the names of fields instead of runs.
        package var listsFields = false

        package init(runsFolder: String) {
            self.runsFolder = runsFolder
        }

        /// - Parameter usual: the columns where none are named
        func query(usual: [String]) throws -> RunQuery {
            try RunQuery(
                filter: filter, sort: sort.map(RunQuery.SortKey.list) ?? [], limit: limit,
                since: since.map { try SinceText.moment($0, now: .now()) }, columns: columns ?? usual,
                includesTrials: includesTrials)
        }
    }

    package static func perform(
        _ request: Request, output: CommandOutput = CommandOutput(),
        caches: CacheFolders = CacheFolders()
    ) -> CommandStatus {
        output.catching {
            let catalogue = RunCatalogue(folder: request.runsFolder, indexFolder: caches.indexes)
            if request.listsFields {
                listFields(catalogue, output)
                return .done
            }
            let query = try request.query(usual: output.isJSON ? usualFields : shownFields)
            let (table, rows) = try catalogue.listing(query)
            if output.isJSON {
                output.results.line(try json(table, rows, request))
            } else if table.count == 0 {
                output.messages.line("\(RunError.noRuns(folder: request.runsFolder))")
            } else {
                let text =
                    request.columns.map { lines(table, rows, $0, output.results) }
                    ?? usualLines(table, rows, output.results)
                output.results.write(text.joined(separator: "\n") + "\n")
            }
            return .done
        }
    }

    /// What a table shows when no columns are named.
    private static let shownFields = ["status", "epochs", "time", "metric", "score", "label", "problem"]

    /// What JSON has when no columns are named.
    private static let usualFields = [
        "run", "path", "name", "status", "started", "epochs", "time", "metric", "score", "label", "note",
        "problem",
    ]

    private static func listFields(_ catalogue: RunCatalogue, _ output: CommandOutput) {
        let facts = Set(RunFields.facts.map(\.name))
        let others = catalogue.knownNames().filter { !facts.contains($0) }
        show(RunFields.facts, others, output)
    }

    /// Names of fields, facts with their meaning.
    static func show(
        _ facts: [(name: String, meaning: String)], _ others: [String], _ output: CommandOutput
    ) {
        if output.isJSON {
            let names = facts.map(\.name).sorted() + others
            output.results.line((try? RunJSON.encodeLine(names)) ?? "[]")
            return
        }
        var table = TextTable([.left, .left])
        for fact in facts { table.row([fact.name, output.results.painted(fact.meaning, .dim)]) }
        for line in table.lines() + others { output.results.line(line) }
    }

    /// The named columns of a listing.
    static func lines(
        _ table: FieldColumns, _ rows: [Int], _ columns: [String], _ terminal: Terminal
    ) -> [String] {
        let isNumeric = columns.map { name in
            rows.allSatisfy { row in
                let value = table.value(name, row: row)
                return value == nil || value?.number != nil
            }
        }
        var text = TextTable(isNumeric.map { $0 ? .right : .left })
        text.row(columns.map { terminal.painted($0, .dim) })
        for row in rows { text.row(columns.map { FieldText.text($0, table.value($0, row: row), terminal) }) }
        return text.lines()
    }

    private static func usualLines(_ table: FieldColumns, _ rows: [Int], _ terminal: Terminal) -> [String] {
        let hasLabels = rows.contains { table.value("label", row: $0) != nil }
        var text = TextTable([.left, .left, .right, .right, .left, .left])
        let headings = ["RUN", "STATUS", "EPOCHS", "TIME", "RESULT"] + (hasLabels ? ["LABEL"] : [])
        text.row(headings.map { terminal.painted($0, .dim) })
        let cells = rows.concurrentMap(pieceSize: 1024) { piece in
            piece.map { row in
                func field(_ name: String) -> String {
                    FieldText.text(name, table.value(name, row: row), terminal)
                }
                let problem = table.value("problem", row: row)?.plainText
                // A trial is found by its sweep.
                let path = FieldText.oneLine(table.paths[row], limit: 200)
                return [path, field("status"), field("epochs"), field("time"), problem ?? result(table, row)]
                    + (hasLabels ? [field("label")] : [])
            }
        }
        for row in cells { text.row(row) }
        return text.lines()
    }

    private static func result(_ table: FieldColumns, _ row: Int) -> String {
        guard let metric = table.value("metric", row: row)?.plainText else { return "" }
        let words = metric.split(separator: "_", maxSplits: 1).joined(separator: " ")
        return "\(words) \(NumberText.figure(table.value("score", row: row)?.number))"
    }

    private static func json(_ table: FieldColumns, _ rows: [Int], _ request: Request) throws -> String {
        guard let columns = request.columns else {
            return try RunJSON.encodeLine(rows.map { Row(table, $0, folder: request.runsFolder) })
        }
        return try json(table, rows, columns)
    }

    /// The named columns of a listing.
    static func json(_ table: FieldColumns, _ rows: [Int], _ columns: [String]) throws -> String {
        try RunJSON.encodeLine(
            rows.map { row in
                Dictionary(
                    columns.map { ($0, FieldJSON(table.value($0, row: row))) },
                    uniquingKeysWith: { first, _ in first })
            })
    }

    /// One run as `ls --json` gives it when no columns are named.
    struct Row: Encodable {
        var run: String
        var path: String
        var name: String?
        var status: String?
        var created: RunTime?
        var epochs: Int?
        var seconds: Double?
        var headline: RunMetrics.Headline?
        var labels: [String]?
        var note: String?
        var problem: String?

        init(_ table: FieldColumns, _ row: Int, folder: String) {
            func text(_ name: String) -> String? { table.value(name, row: row)?.plainText }
            run = text("run") ?? table.paths[row]
            path = folder + "/" + table.paths[row]
            name = text("name")
            status = text("status")
            if case .moment(let time)? = table.value("started", row: row) { created = time }
            epochs = (table.value("epochs", row: row)?.number).flatMap { Int(exactly: $0) }
            seconds = table.value("time", row: row)?.number
            if let metric = text("metric")?.split(separator: "_", maxSplits: 1), metric.count == 2 {
                headline = RunMetrics.Headline(
                    metric: String(metric[1]), split: String(metric[0]),
                    value: table.value("score", row: row)?.number)
            }
            if case .list(let items)? = table.value("label", row: row) { labels = items }
            note = text("note")
            problem = text("problem")
        }
    }
}
