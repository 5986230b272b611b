import Catalogue
import Data
import Runs
import Spec

/// What ended a command: the words for people, the object for programs, the exit code.
struct CommandFailure: Error {
    /// Whose fault it is.
    enum Kind: String, Encodable {
        case command, specification, data, run, system
    }

    var kind: Kind
    var message: String
    var status: CommandStatus
    /// Findings of a specification, which say more than the message.
    var diagnostics = DiagnosticBag()
    var sources = SourceTexts()
    private var place: (file: String, line: Int?)?
    private var help: String?

    init(_ kind: Kind, _ message: String, status: CommandStatus = .invalid) {
        self.kind = kind
        self.message = message
        self.status = status
    }

    /// A specification with mistakes.
    init(_ diagnostics: DiagnosticBag, sources: SourceTexts) {
        self.init(.specification, diagnostics.sorted().first?.message ?? "")
        self.diagnostics = diagnostics
        self.sources = sources
    }

    /// - Parameter sources: the texts that findings point into
    init(_ error: any Error, sources: SourceTexts = SourceTexts()) {
        switch error {
        case let error as CommandFailure:
            self = error
        case let error as DataDiagnostics:
            self.init(DiagnosticBag(error.all), sources: sources)
        case let error as DataFileError:
            self.init(.data, error.problems.first?.message ?? error.description, status: .failed)
            place = (error.file, error.problems.first?.line)
            help = error.help
        case let error as FilterError:
            self.init(.command, error.description)
        case let error as RunError:
            self.init(.run, error.description, status: error.isWrongName ? .invalid : .failed)
        default:
            self.init(.system, RunJSON.sentence(error), status: .failed)
        }
    }

    /// The object that `--json` prints: the first error with its place, and all findings of a specification.
    var json: String {
        let rows = diagnostics.sorted().map(DiagnosticRow.init)
        var error = rows.first { $0.severity == Diagnostic.Severity.error.rawValue } ?? DiagnosticRow(message)
        if let place { (error.file, error.line, error.help) = (place.file, place.line, help) }
        let object = Object(
            error: error, findings: rows.isEmpty ? nil : rows, kind: kind,
            status: status == .invalid ? "invalid" : "failed")
        return (try? RunJSON.encodeLine(object)) ?? "{}"
    }

    private struct Object: Encodable {
        var error: DiagnosticRow
        var findings: [DiagnosticRow]?
        var kind: Kind
        var status: String
    }
}

/// One finding as JSON has it.
struct DiagnosticRow: Encodable {
    var severity: String
    var code: String?
    var message: String
    /// The file, or the argument of the command line, that the place is in.
    var file: String?
    var argument: String?
    var line: Int?
    var column: Int?
    var length: Int?
    var help: String?
    var notes: [String] = []

    init(_ message: String) {
        severity = Diagnostic.Severity.error.rawValue
        self.message = message
    }

    init(_ diagnostic: Diagnostic) {
        self.init(diagnostic.message)
        severity = diagnostic.severity.rawValue
        code = diagnostic.code
        file = diagnostic.origin.span?.start.file
        line = diagnostic.origin.span?.start.line
        column = diagnostic.origin.span?.start.column
        length = diagnostic.origin.span?.length
        if case .override(let span) = diagnostic.origin {
            argument = Secrets.masked(span.argument)
            (column, length) = (span.column, span.length)
        }
        help = diagnostic.help
        notes = diagnostic.notes
    }
}

extension CommandOutput {
    /// Does the work of a command; an error is said and becomes the exit code.
    ///
    /// - Parameter sources: the texts that findings point into
    func catching(
        _ sources: SourceTexts = SourceTexts(), _ body: () throws -> CommandStatus
    ) -> CommandStatus {
        do {
            return try body()
        } catch {
            return fail(error, sources)
        }
    }

    /// Says what ended the command; with `--json` also as one object on standard output.
    func fail(_ error: any Error, _ sources: SourceTexts = SourceTexts()) -> CommandStatus {
        let failure = CommandFailure(error, sources: sources)
        if !failure.diagnostics.isEmpty {
            let text = DiagnosticText(sources: failure.sources, color: messages.hasColor)
            messages.findings(text.render(failure.diagnostics))
        } else if let error = error as? DataFileError {
            messages.line(error.description)
        } else {
            self.error(failure.message)
        }
        if isJSON { results.line(failure.json) }
        return failure.status
    }

    /// Says what was found in a specification.
    ///
    /// - Returns: how the command ends where the specification cannot be used, nil where it can
    func report(_ reading: some SpecFindings) -> CommandStatus? {
        if !reading.diagnostics.isEmpty, !isQuiet || reading.diagnostics.hasErrors {
            messages.findings(reading.text(messages))
        }
        guard !reading.isUsable else { return nil }
        var failure = CommandFailure(reading.diagnostics, sources: reading.sources)
        if let reason = reading.fetchFailure {
            failure = CommandFailure(.data, reason, status: .failed)
            error(reason)
        }
        if isJSON { results.line(failure.json) }
        return failure.status
    }
}

/// What reading a specification or a sweep gave.
package protocol SpecFindings {
    var diagnostics: DiagnosticBag { get }
    var sources: SourceTexts { get }
    /// Why data could not be fetched.
    var fetchFailure: String? { get }
    var isUsable: Bool { get }
}

extension SpecFindings {
    package func text(_ terminal: Terminal) -> String {
        DiagnosticText(sources: sources, color: terminal.hasColor).render(diagnostics)
    }
}
