import Machine

/// Lays out diagnostics for people: position, sentence, the source line with the spot underlined, help,
/// notes.
///
///     experiments/iris.yaml:14:7: error[unknown-key]: optimizer 'adam' has no field 'learning_rat'
///        14 |       learning_rat: 0.01
///           |       ^^^^^^^^^^^^
///       help: did you mean 'learning_rate'?
///       note: fields of optimizer 'adam': betas, eps, lr, weight_decay
///
/// A command-line override is shown in place of a line. Control characters in what the user wrote are
/// replaced, so that a file cannot drive the terminal.
package struct DiagnosticText: Sendable {
    private let sources: SourceTexts
    private let style: DiagnosticStyle

    /// `color` asks for terminal colors; it is the caller who knows whether there is a terminal.
    package init(sources: SourceTexts, color: Bool = false) {
        self.sources = sources
        style = DiagnosticStyle(isColored: color)
    }

    /// All findings, sorted by position, an empty line between them; beyond `limit` they are only counted.
    package func render(_ diagnostics: DiagnosticBag, limit: Int = 50) -> String {
        let sorted = diagnostics.sorted()
        var parts = sorted.prefix(limit).map { render($0) }
        if sorted.count > limit { parts.append("… and \(sorted.count - limit) more\n") }
        return parts.joined(separator: "\n")
    }

    /// One finding; ends with a line end.
    package func render(_ diagnostic: Diagnostic) -> String {
        let severity = style.severity(
            "\(diagnostic.severity.rawValue)[\(diagnostic.code)]", diagnostic.severity)
        let head = place(diagnostic.origin).map { style.strong("\($0): ") } ?? ""
        var lines = [head + severity + ": " + style.strong(PrintableText.oneLine(diagnostic.message))]
        lines += excerpt(diagnostic.origin, diagnostic.severity)
        if let help = diagnostic.help {
            lines.append("  " + style.help("help") + ": " + PrintableText.oneLine(help))
        }
        lines += diagnostic.notes.map { "  " + style.faint("note") + ": " + PrintableText.oneLine($0) }
        if case .environment(let name, _) = diagnostic.origin {
            let note = "the value comes from the environment variable \(PrintableText.oneLine(name))"
            lines.append("  " + style.faint("note") + ": " + note)
        }
        return Secrets.masked(lines.joined(separator: "\n") + "\n")
    }

    /// `2 errors`, `1 error, 3 warnings`; empty when there is nothing.
    package static func summary(_ diagnostics: DiagnosticBag) -> String {
        func counted(_ severity: Diagnostic.Severity) -> String? {
            let count = diagnostics.all.count { $0.severity == severity }
            return count == 0 ? nil : "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
        }
        return [counted(.error), counted(.warning)].compactMap(\.self).joined(separator: ", ")
    }

    private func place(_ origin: Origin) -> String? {
        switch origin {
        case .file(let span), .environment(_, let span):
            "\(PrintableText.oneLine(span.start.file)):\(span.start.line):\(span.start.column)"
        case .override(let span): "override \(span.index + 1)"
        case .secret(_, let written): place(written)
        case .defaultValue: nil
        }
    }

    private func excerpt(_ origin: Origin, _ severity: Diagnostic.Severity) -> [String] {
        switch origin {
        case .file(let span), .environment(_, let span):
            guard let line = sources[span.start.file]?.line(span.start.line) else { return [] }
            let number = String(span.start.line)
            return excerpt(line, number: number, column: span.start.column, length: span.length, severity)
        case .override(let span):
            return excerpt(span.argument, number: "", column: span.column, length: span.length, severity)
        case .secret(_, let written):
            return excerpt(written, severity)
        case .defaultValue:
            return []
        }
    }

    private func excerpt(
        _ line: String, number: String, column: Int, length: Int, _ severity: Diagnostic.Severity
    ) -> [String] {
        let underlined = UnderlinedLine(line, column: column, length: length)
        if underlined.isEmpty { return [] }
        let margin = String(repeating: " ", count: max(0, 5 - number.count)) + number
        let empty = String(repeating: " ", count: margin.count)
        let caret = style.severity(underlined.caret, severity)
        return [
            style.faint(margin + " |") + " " + underlined.text,
            style.faint(empty + " |") + " " + underlined.indent + caret,
        ]
    }
}

/// Terminal colors, or none.
private struct DiagnosticStyle: Sendable {
    let isColored: Bool

    func severity(_ text: String, _ severity: Diagnostic.Severity) -> String {
        switch severity {
        case .error: wrap(text, "1;31")
        case .warning: wrap(text, "1;33")
        }
    }

    func strong(_ text: String) -> String { wrap(text, "1") }
    func faint(_ text: String) -> String { wrap(text, "2") }
    func help(_ text: String) -> String { wrap(text, "32") }

    private func wrap(_ text: String, _ code: String) -> String {
        isColored ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
