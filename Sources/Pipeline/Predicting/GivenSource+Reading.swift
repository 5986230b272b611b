import Data
import Foundation
import Spec

extension GivenSource {
    /// The source that the argument of `--data` describes; nil for the name of a file.
    ///
    /// - Errors: `CommandFailure` for a source with mistakes; those of the source
    static func named(
        _ text: String, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> GivenSource? {
        guard !FileManager.default.fileExists(atPath: text), isMeant(by: text) else { return nil }
        let source = text.hasPrefix("{") ? text : "{" + text + "}"
        let loaded = SpecReader.load(
            .text("source: \(source)\ntarget: none\n", name: "--data"), overrides: [],
            environment: environment,
            as: DataSection.self)
        guard let section = loaded.value, !loaded.diagnostics.hasErrors, let found = section.source else {
            throw CommandFailure(loaded.diagnostics, sources: loaded.sources)
        }
        do {
            return try GivenSource(found.value, in: DataEnvironment(variables: environment))
        } catch let error as DataDiagnostics {
            throw CommandFailure(DiagnosticBag(error.all), sources: loaded.sources)
        }
    }
}
