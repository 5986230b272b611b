import Foundation
import Spec
import Sweep

/// The result of reading a sweep: all findings, and the sweep when none of them is an error.
struct SweepReading: SpecFindings {
    private(set) var diagnostics: DiagnosticBag
    let sources: SourceTexts
    private(set) var definition: SweepDefinition?
    let fetchFailure: String?

    /// - Parameter arguments: changes of the specification and further parameters; which is which follows from how
    ///   they are written
    init(
        _ path: String, arguments: [String], environment: [String: String], runsFolder: String? = nil,
        fetching: SpecReading.Fetching
    ) {
        var findings = DiagnosticBag()
        let (overrides, axes) = SweepArgument.read(arguments, diagnostics: &findings)
        var request = SpecRequest(
            input: SpecRequest(path: path).input, path: path, overrides: overrides,
            environment: environment)
        if let runsFolder { request.runsFolder = runsFolder }
        let template = MergedSpec(
            request.input, overrides: overrides, environment: environment, as: ExperimentSpec.self)
        var reading = SpecReading(request, loaded: template.load(), fetching: fetching)
        // The sweep is found again by what its data are, so their hash must be known.
        if case .allowed = fetching, let checked = reading.checked,
            checked.subject.data?.nodes.last?.key == nil,
            (try? checked.spec.data.source?.value.locate(in: request.dataEnvironment, progress: nil)) != nil
        {
            reading = SpecReading(request, loaded: template.load(), fetching: fetching)
        }
        diagnostics = reading.diagnostics
        diagnostics.report(contentsOf: findings)
        sources = reading.sources
        fetchFailure = reading.fetchFailure
        guard let checked = reading.checked, !diagnostics.hasErrors else { return }
        let readsFiles = if case .allowed = fetching { true } else { false }
        definition = SweepDefinition(
            checked, template: template, axes: axes, sources: sources,
            fetching: readsFiles ? fetching : nil, diagnostics: &diagnostics)
        if diagnostics.hasErrors { definition = nil }
    }

    var isUsable: Bool { definition != nil }
}
