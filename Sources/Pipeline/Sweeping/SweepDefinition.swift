import Data
import Foundation
import Spec
import Sweep
import Training

/// A sweep as it is declared: the specification it varies, its search, and what tells it from other sweeps.
struct SweepDefinition: Sendable {
    let base: CheckedSpec
    let template: MergedSpec<ExperimentSpec>
    let section: SweepSection
    let search: SweepSearch
    let objective: Objective
    /// SHA-256 of everything that decides which trials there are and what they give.
    let key: String
    let sources: SourceTexts
    /// What the trials read besides the specification's own data.
    let files: SweptFiles
    /// Epochs of the longest trial.
    let epochs: Int
    /// Epochs between two values of the objective: more than 1 where it is measured on the validation part and not
    /// every epoch looks at it. The greatest, where trials differ in it, so that every trial has a value by then.
    let epochsPerValue: Int

    /// Paths of the parameters, in the order declared; those of listed trials in the order they are first set.
    var parameterNames: [String] { Self.parameterNames(search) }

    private static func parameterNames(_ search: SweepSearch) -> [String] {
        var names: [String] = []
        let listed = search.listed.flatMap { $0.assignments.map(\.path) }
        for path in search.space.parameters.map(\.path) + listed where !names.contains(path) {
            names.append(path)
        }
        return names
    }

    /// Whether trials are judged on the way.
    var prunes: Bool { search.pruner.cohort(maximum: epochs) != nil }

    /// Whether later trials depend on what earlier ones gave.
    var learns: Bool { prunes || (search.listed.isEmpty && search.sampler.generation != nil) }

    /// Whether trials differ in their data.
    var variesData: Bool {
        search.repeats > 1
            || parameterNames.contains { name in
                ["data", "seed", "dtype", "float"].contains(String(name.prefix { $0 != "." }))
            }
    }

    private static func epochs(_ base: CheckedSpec, _ search: SweepSearch) -> Int {
        search.greatestCount(of: ["train", "epochs"], base: base.spec.train.epochs ?? 1)
    }

    /// Reports what does not fit together and returns nil then.
    ///
    /// - Parameter fetching: nil where the sweep is only checked
    init?(
        _ base: CheckedSpec, template: MergedSpec<ExperimentSpec>, axes: [SweepParameter],
        sources: SourceTexts, fetching: SpecReading.Fetching?, diagnostics: inout DiagnosticBag
    ) {
        let section = base.spec.sweep ?? SweepSection()
        let before = diagnostics.hasErrors
        guard let search = SweepSearch(section: section, adding: axes, diagnostics: &diagnostics) else {
            return nil
        }
        let objective =
            section.objective
            ?? Objective(.minimize, base.subject.partNames.contains("val") ? "val_loss" : "train_loss")
        Self.check(objective, at: section.origins.objective, search, base, &diagnostics)
        guard diagnostics.hasErrors == before else { return nil }
        self.base = base
        self.template = template
        self.section = section
        self.search = search
        self.objective = objective
        self.sources = sources
        epochs = Self.epochs(base, search)
        epochsPerValue =
            objective.metric.hasPrefix("val_")
            ? search.greatestCount(of: ["train", "validate_every"], base: base.spec.train.validateEvery) : 1
        files = SweptFiles(search, base, template, fetching: fetching)
        key = Self.key(base, axes, search, files)
        checkPlaces(&diagnostics)
        // Values under two names of one field contradict each other as well: that is the same mistake.
        guard diagnostics.hasErrors == before else { return nil }
        checkObjectiveIsComparable(&diagnostics)
        checkFirstTrials(&diagnostics)
        checkJudgements(&diagnostics)
        if diagnostics.hasErrors != before { return nil }
    }

    /// Reports what is wrong with the section `sweep`, without the command line's parameters.
    static func check(
        _ base: CheckedSpec, template: MergedSpec<ExperimentSpec>, diagnostics: inout DiagnosticBag
    ) {
        _ = SweepDefinition(
            base, template: template, axes: [], sources: template.sources, fetching: nil,
            diagnostics: &diagnostics)
    }

    /// Reports what the first trials have in common when none of them can be run, such as a swept key that is not
    /// there.
    private func checkFirstTrials(_ diagnostics: inout DiagnosticBag) {
        guard let sequence = try? sequence(more: 0), let generation = sequence.generation(from: 0),
            let batch = try? sequence.trials(of: generation, after: [])
        else { return }
        for point in batch.trials.prefix(Self.comparedTrials) {
            let contradictions = TrialResolver.contradictions(in: point, template, seed: base.spec.seed)
            guard contradictions.isEmpty else {
                for finding in contradictions { diagnostics.report(finding) }
                return
            }
        }
        let resolver = TrialResolver(self)
        var first: DiagnosticBag?
        for point in batch.trials.prefix(Self.triedTrials) {
            do {
                let trial = try resolver.resolve(point)
                for finding in trial.lostOverrides { diagnostics.report(finding) }
                return
            } catch {
                first = first ?? error.diagnostics
            }
        }
        for finding in first?.all ?? [] where finding.severity == .error { diagnostics.report(finding) }
    }

    /// How many trials must be wrong for the sweep to be.
    private static let triedTrials = 8
    /// In how many trials values are looked for that contradict each other.
    private static let comparedTrials = 64

    /// The objective must be something trials give; a pruner needs it after every epoch.
    private static func check(
        _ objective: Objective, at place: Origin, _ search: SweepSearch, _ base: CheckedSpec,
        _ diagnostics: inout DiagnosticBag
    ) {
        let spec = base.spec
        let labels = ["loss"] + spec.numberMetrics.map(\.label)
        let final = base.subject.partNames.flatMap { part in labels.map { part + "_" + $0 } }
        let columns = TrainingSession.columns(
            metrics: spec.numberMetrics, hasValidation: base.subject.partNames.contains("val"),
            on: spec.train.metricsOn)
        let prunes = search.pruner.cohort(maximum: epochs(base, search)) != nil
        let known = prunes ? columns : columns + final.filter { !columns.contains($0) }
        if !known.contains(objective.metric) {
            let near = nearestName(to: objective.metric, in: known)
            diagnostics.report(
                Diagnostic(
                    "unknown-objective",
                    prunes && final.contains(objective.metric)
                        ? "the pruner needs '\(objective.metric)' after every epoch, but it is known at the end only"
                        : "no trial gives '\(objective.metric)'",
                    at: place, help: near.map { "did you mean '\($0)'?" },
                    notes: ["trials give: " + known.joined(separator: ", ")]))
        }
        if prunes, spec.train.epochs == nil, spec.solver == nil {
            diagnostics.report(
                Diagnostic(
                    "missing-field", "a pruner counts epochs, so 'train' needs 'epochs'",
                    at: base.subject.resolved["sweep"]?["pruner"]?.origin ?? place,
                    help: "add 'epochs' beside 'max_steps'"))
        }
        if prunes, spec.solver != nil {
            diagnostics.report(
                Diagnostic(
                    "conflict", "a pruner judges trials between epochs, but the solver takes none",
                    at: base.subject.resolved["sweep"]?["pruner"]?.origin ?? place,
                    help: "remove 'pruner'"))
        }
    }

    /// The sections that change what trials there are: not how many keep their files, nor what to do about failures.
    ///
    /// What files say is part of it as much as what the specification says, and so is the order of the parameters,
    /// which numbers the trials.
    private static func key(
        _ base: CheckedSpec, _ axes: [SweepParameter], _ search: SweepSearch, _ files: SweptFiles
    ) -> String {
        var parts = ["assay sweep 2", base.subject.data?.nodes.last?.key ?? ""]
        parts.append("order:" + parameterNames(search).joined(separator: "\n"))
        parts += files.identity
        if case .map(let entries) = base.subject.resolved.content {
            for entry in entries where !["threads", "device", "description"].contains(entry.key) {
                var content = entry.value.content
                if entry.key == "sweep", case .map(let inner) = content {
                    content = .map(inner.filter { !["keep", "retries", "fail_fast"].contains($0.key) })
                }
                parts.append(entry.key + ":" + content.canonicalJSON)
            }
        }
        parts += axes.map { $0.path + "=" + $0.resolved.canonicalJSON }
        return FileHash.ofText(parts.joined(separator: "\n"))
    }

    /// The trials, `more` of them beyond those declared.
    func sequence(more: Int) throws -> TrialSequence {
        try TrialSequence(search, objective: objective, seed: base.spec.seed, more: more)
    }
}

extension SweepSection {
    /// Whether it says how to search but not yet what: the parameters come from the command line.
    var leavesParametersOpen: Bool {
        parameters.isEmpty && zips.isEmpty && grids.isEmpty && trials == nil && enqueue.isEmpty
    }
}
