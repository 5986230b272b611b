import Foundation
import Spec

/// Trials written as a CSV file: a column for each key, a row for each trial.
///
///     optimizer.lr,train.batch_size
///     0.1,256
///     0.01,
///
/// Cells are read as YAML, so `0.1` is a number, `sgd` a text and `"[64, 32]"` a list; a text that YAML would
/// take for a number is put in quotes twice, `"'007'"`. An empty cell leaves the key as the specification has
/// it.
///
/// - Errors: `missing-file`, `unreadable-file`, `not-utf8`; `wrong-count` for a row with another number of
///   cells; `bad-path` for a header that is not a key
enum TrialFile {
    static func read(
        _ path: SpecPath, askedAt place: Origin, diagnostics: inout DiagnosticBag
    ) -> [ListedPoint] {
        guard FileManager.default.fileExists(atPath: path.resolved) else {
            diagnostics.report(
                Diagnostic("missing-file", "there is no file '\(path.resolved)'", at: place))
            return []
        }
        guard let bytes = FileManager.default.contents(atPath: path.resolved) else {
            diagnostics.report(
                Diagnostic("unreadable-file", "'\(path.resolved)' cannot be read", at: place))
            return []
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            diagnostics.report(
                Diagnostic(
                    "not-utf8", "'\(path.resolved)' is not UTF-8 text", at: place,
                    help: "save the file as UTF-8"))
            return []
        }
        return points(in: text, file: path.resolved, askedAt: place, &diagnostics)
    }

    private static func points(
        in text: String, file: String, askedAt place: Origin, _ diagnostics: inout DiagnosticBag
    ) -> [ListedPoint] {
        let records = records(of: text)
        guard let header = records.first, records.count > 1 else {
            diagnostics.report(
                Diagnostic(
                    "wrong-count",
                    "'\(file)' has no trial: it needs a line of keys and a line for each trial",
                    at: place))
            return []
        }
        let start = origin(file, line: header.line, length: 1)
        for cell in header.cells {
            _ = SweepPath.check(cell, at: start, diagnostics: &diagnostics)
        }
        var points: [ListedPoint] = []
        for record in records.dropFirst() {
            let origin = origin(file, line: record.line, length: 1)
            guard record.cells.count == header.cells.count else {
                diagnostics.report(
                    Diagnostic(
                        "wrong-count",
                        "this row has \(record.cells.count) cells, the first line \(header.cells.count)",
                        at: origin))
                continue
            }
            var assignments: [TrialAssignment] = []
            for (key, cell) in zip(header.cells, record.cells) where !cell.isEmpty {
                let value = value(cell, at: origin, &diagnostics)
                assignments.append(TrialAssignment(path: key, value: value))
            }
            points.append(ListedPoint(assignments, at: origin, keys: assignments.map { _ in start }))
        }
        return points
    }

    private static func value(_ cell: String, at origin: Origin, _ diagnostics: inout DiagnosticBag)
        -> SpecNode
    {
        var findings = DiagnosticBag()
        let placement = YAMLPlacement.override(argument: cell, index: 0, column: 1)
        let node = YAMLReader.read(cell, placement: placement, diagnostics: &findings)
        for finding in findings.all {
            diagnostics.report(Diagnostic(finding.code, finding.message, at: origin, help: finding.help))
        }
        return SpecNode((node?.content ?? .null).placed(at: origin), origin: origin)
    }

    private static func origin(_ file: String, line: Int, length: Int) -> Origin {
        .file(SourceSpan(start: SourceLocation(file: file, line: line, column: 1), length: length))
    }

    /// One record of the file, and the line it starts on.
    private struct Record {
        var line: Int
        var cells: [String]
    }

    /// The records: cells between commas, in double quotes where they hold commas, quotes (doubled) or line
    /// ends. Lines with nothing in them are left out.
    ///
    /// - Source: Shafranovich, RFC 4180, 2005
    private static func records(of text: String) -> [Record] {
        var records: [Record] = []
        var cells: [String] = []
        var cell = ""
        var isQuoted = false
        var line = 1
        var firstLine = 1
        let characters = Array(text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...])
        var position = 0
        func endRecord() {
            cells.append(cell)
            if cells != [""] { records.append(Record(line: firstLine, cells: cells)) }
            cells = []
            cell = ""
        }
        while position < characters.count {
            let character = characters[position]
            position += 1
            if character.isNewline { line += 1 }
            switch (character, isQuoted) {
            case ("\"", true) where position < characters.count && characters[position] == "\"":
                cell.append(character)
                position += 1
            case ("\"", _):
                isQuoted.toggle()
            case (",", false):
                cells.append(cell)
                cell = ""
            case (_, false) where character.isNewline:
                endRecord()
                firstLine = line
            default:
                cell.append(character)
            }
        }
        endRecord()
        return records.map { record in
            Record(line: record.line, cells: record.cells.map { $0.trimmingCharacters(in: .whitespaces) })
        }
    }
}
