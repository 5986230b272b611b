import Data
import Foundation
import Kernels
import Spec
import Sweep
import Training

/// A specification with everything that can be known before rows are read: the data's columns, the model's
/// shapes.
package struct CheckedSpec: Sendable {
    package var request: SpecRequest
    package var subject: CheckSubject
    /// Nil when the data's columns are not known.
    package var model: ModelPlan?
    /// Why the data could not be looked at, when they could not.
    package var dataRemark: String?

    package var spec: ExperimentSpec { subject.spec }
    package var path: String { request.path }

    /// The specification's description, as files may show it.
    package var description: String? { spec.summary.map(Secrets.masked) }

    /// The specification's name, as files may show it, else its file's.
    package var name: String {
        if let name = spec.name, !name.isEmpty { return Secrets.masked(name) }
        let file = ((request.path as NSString).lastPathComponent as NSString).deletingPathExtension
        return file.isEmpty || file == "-" ? "experiment" : file
    }
}

/// The result of reading a specification: all findings, and the specification when none of them is an error.
package struct SpecReading: Sendable {
    package var diagnostics: DiagnosticBag
    package var sources: SourceTexts
    package var checked: CheckedSpec?
    /// Why the data could not be fetched, when that was tried and failed.
    package var fetchFailure: String?

    /// Whether data that are not there may be downloaded.
    package enum Fetching: Sendable {
        case never
        case allowed(DataProgress?)
    }

    /// Reads, decodes, looks at the data's header and a sample, infers the model, and runs every
    /// cross-field check.
    ///
    /// What is looked at needs only the sections it is about to be right, so that all mistakes are found at once and no
    /// finding is the echo of another.
    package init(_ request: SpecRequest, fetching: Fetching = .never) {
        let template = MergedSpec(
            request.input, overrides: request.overrides, environment: request.environment,
            as: ExperimentSpec.self)
        let loaded = template.load()
        self.init(request, loaded: loaded, fetching: fetching)
        noteLink(request)
        placeAll(loaded.root)
        guard let checked, checked.spec.sweep.map({ !$0.leavesParametersOpen }) ?? false else { return }
        SweepDefinition.check(checked, template: template, diagnostics: &diagnostics)
        if diagnostics.hasErrors { self.checked = nil }
    }

    /// The same for what has been read already.
    init(_ request: SpecRequest, loaded: TypedSpec<ExperimentSpec>, fetching: Fetching) {
        self.init(request, loaded: loaded) { spec, _ in
            DataView(
                spec.dataPipeline(request.dataEnvironment), fetching: fetching)
        }
    }

    /// - Parameter look: what the data show, for a specification and its canonical form
    init(
        _ request: SpecRequest, loaded: TypedSpec<ExperimentSpec>,
        look: (ExperimentSpec, SpecNode) -> DataView
    ) {
        diagnostics = loaded.diagnostics
        sources = loaded.sources
        guard let spec = loaded.value, let resolved = loaded.resolved else { return }
        guard !diagnostics.hasErrors else {
            reportRest(spec, resolved, loaded, request)
            return
        }
        let view = look(spec, resolved)
        fetchFailure = view.fetchFailure
        diagnostics.report(contentsOf: view.diagnostics)
        let model = view.model(spec, place: spec.origins.model, diagnostics: &diagnostics)
        let subject = CheckSubject(spec: spec, resolved: resolved, data: view.plan, model: model)
        diagnostics.report(contentsOf: DiagnosticBag(subject.findings))
        guard !diagnostics.hasErrors, fetchFailure == nil else { return }
        if let model {
            do {
                _ = try FoundWeights(spec, request, model: model)
            } catch {
                diagnostics.report(contentsOf: DiagnosticBag((error as? DataDiagnostics)?.all ?? []))
                return
            }
        }
        checked = CheckedSpec(
            request: request, subject: subject, model: model, dataRemark: view.remark)
    }

    /// What can be found although something is wrong: each check runs when the sections it needs are right.
    private mutating func reportRest(
        _ spec: ExperimentSpec, _ resolved: SpecNode, _ loaded: TypedSpec<ExperimentSpec>,
        _ request: SpecRequest
    ) {
        guard let faulty = loaded.faulty else { return }
        let view =
            faulty.contains("data")
            ? nil
            : DataView(spec.dataPipeline(request.dataEnvironment), fetching: .never)
        var findings = view?.diagnostics ?? DiagnosticBag()
        var model: ModelPlan?
        if faulty.isDisjoint(with: ["data", "model", "loss", "solver", "initializer"]) {
            model = view?.model(spec, place: spec.origins.model, diagnostics: &findings)
        }
        diagnostics.report(contentsOf: findings)
        let subject = CheckSubject(spec: spec, resolved: resolved, data: view?.plan, model: model)
        for check in specChecks where faulty.isDisjoint(with: check.needs) {
            for finding in check.findings(in: subject) { diagnostics.report(finding) }
        }
    }

    /// What is wrong with a value that is written nowhere is shown where the specification begins.
    private mutating func placeAll(_ root: SpecNode?) {
        guard let root, diagnostics.all.contains(where: { $0.origin == .defaultValue }) else { return }
        diagnostics = DiagnosticBag(
            diagnostics.all.map { finding in
                var finding = finding
                if finding.origin == .defaultValue { finding.origin = root.origin }
                return finding
            })
    }

    /// A specification reached through a symbolic link: its relative paths start beside the link, which explains files
    /// that are not found.
    private mutating func noteLink(_ request: SpecRequest) {
        guard case .path(let path) = request.input,
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path)
        else { return }
        let note =
            "'\(path)' is a symbolic link to '\(target)'; its paths are looked for beside the link, in '\(request.folder)'"
        diagnostics = DiagnosticBag(
            diagnostics.all.map { finding in
                guard finding.code == "missing-file", finding.origin.span?.start.file == path else {
                    return finding
                }
                var finding = finding
                finding.notes.append(note)
                return finding
            })
    }
}

extension SpecReading: SpecFindings {
    package var isUsable: Bool { checked != nil }
}

/// What the data show before they are prepared.
struct DataView: Sendable {
    var plan: DataPlan?
    var remark: String?
    var diagnostics = DiagnosticBag()

    var fetchFailure: String?

    init(_ pipeline: DataPipeline, fetching: SpecReading.Fetching) {
        var pipeline = pipeline
        if case .never = fetching { pipeline.environment.takesOldResults = true }
        let (section, environment) = (pipeline.section, pipeline.environment)
        look(at: pipeline)
        guard plan == nil, let source = section.source?.value, Self.isAbsent(source, environment) else {
            return
        }
        diagnostics = DiagnosticBag()
        guard case .allowed(let progress) = fetching else {
            remark = source.absence
            return
        }
        do {
            _ = try source.locate(in: environment, progress: progress)
            look(at: pipeline)
        } catch let error as DataDiagnostics {
            for finding in error.all { diagnostics.report(finding) }
        } catch {
            fetchFailure = "\(error)"
        }
    }

    /// Whether the source knows where its data can be fetched, but they are not there.
    private static func isAbsent(_ source: any DataSource, _ environment: DataEnvironment) -> Bool {
        do {
            return try source.located(in: environment) == nil
        } catch {
            return false
        }
    }

    private mutating func look(at pipeline: DataPipeline) {
        do {
            let plan = try pipeline.plan()
            self.plan = plan
            for warning in plan.warnings { diagnostics.report(warning) }
        } catch let error as DataDiagnostics {
            for finding in error.all { diagnostics.report(finding) }
        } catch let error as DataFileError {
            let place = pipeline.section.source?.origin ?? .defaultValue
            diagnostics.report(
                Diagnostic(
                    "data-file", "the data cannot be read", at: place, help: error.help,
                    notes: error.sentences))
        } catch {
            remark = "\(error)"
        }
    }

    /// The model on these columns; nil when they are not known or it does not fit (which is then reported).
    func model(_ spec: ExperimentSpec, place: Origin, diagnostics: inout DiagnosticBag) -> ModelPlan? {
        guard let plan, !diagnostics.hasErrors else { return nil }
        let input = Shape([plan.featureNames.count])
        guard let target = target(plan, spec, input: input) else { return nil }
        var classNames: [String]?
        if case .classes(let names) = plan.target { classNames = names }
        return spec.inferModel(
            input: input, columns: plan.featureColumns, target: target, classNames: classNames,
            diagnostics: &diagnostics)
    }

    /// The number of classes is known only when all rows were read; until then it is taken to be what the model
    /// says. Nil when that cannot be: `LossAgainstClasses` then speaks.
    private func target(
        _ plan: DataPlan, _ spec: ExperimentSpec, input: Shape
    ) -> TargetForm? {
        switch plan.target {
        case .classes(let names): return .classes(count: names.count)
        case .real: return .real(columns: plan.targetNames.count)
        case nil where plan.isClassification:
            // A solver that makes its own model needs to know how many classes there are.
            guard let loss = spec.loss, loss.value.targets.contains(.classes) else { return nil }
            var declaration = ModelDeclaration()
            let width = declaration.declare(spec.model, input: input)?.count ?? 2
            return .classes(count: max(2, width))
        case nil: return .real(columns: plan.targetNames.count)
        }
    }
}
