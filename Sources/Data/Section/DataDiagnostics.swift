import Spec

/// Findings about the data part of a specification: a column that does not exist, a feature that is not a number …
///
/// Thrown by whatever needs the data's columns; `all` is never empty.
package struct DataDiagnostics: Error, Sendable, Equatable {
    package var all: [Diagnostic]

    package init(_ all: [Diagnostic]) { self.all = all }

    package init(
        _ code: String, _ message: String, at origin: Origin, help: String? = nil, notes: [String] = []
    ) {
        all = [Diagnostic(code, message, at: origin, help: help, notes: notes)]
    }
}

/// Values that a step cannot handle, such as the logarithm of -3. The pipeline adds where the step stands.
package struct StepFailure: Error, Sendable, Equatable, CustomStringConvertible {
    package var message: String
    package var help: String?

    package init(_ message: String, help: String? = nil) {
        self.message = message
        self.help = help
    }

    package var description: String { help.map { "\(message) (\($0))" } ?? message }
}
