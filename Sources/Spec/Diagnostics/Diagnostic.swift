/// One finding about a specification: facts, positions and words, not yet laid out for a terminal.
///
/// `message` is one sentence that quotes the user's text. `help` is an action the user can take, `notes` are
/// context. `DiagnosticText` turns diagnostics into the text a user sees.
package struct Diagnostic: Sendable, Hashable {
    package enum Severity: String, Sendable {
        case error
        case warning
    }

    package var severity: Severity
    /// A short, stable name of the kind of finding, such as `unknown-key`.
    package var code: String
    package var message: String
    package var origin: Origin
    package var help: String?
    package var notes: [String]

    package init(
        _ code: String, _ message: String, at origin: Origin, help: String? = nil, notes: [String] = [],
        severity: Severity = .error
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.origin = origin
        self.help = help
        self.notes = notes
    }
}
