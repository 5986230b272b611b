import Data
import Spec
import Sweep
import Synchronization
import Training

/// Turns the points of a sweep into specifications that can be run.
///
/// What the data show is looked at once for each section `data` and seed. May be used by several threads.
final class TrialResolver: Sendable {
    private let definition: SweepDefinition
    private let views = Mutex<[String: DataView]>([:])

    init(_ definition: SweepDefinition) {
        self.definition = definition
    }

    /// - Errors: `RefusedTrial`
    func resolve(_ point: TrialPoint) throws(RefusedTrial) -> ResolvedTrial {
        let changes = Self.changes(of: point, seed: definition.base.spec.seed)
        let loaded = definition.template.load(changing: changes, leavingOut: ["sweep"])
        let contradictions = Self.contradictions(loaded.diagnostics, among: changes)
        guard contradictions.isEmpty else {
            throw RefusedTrial(DiagnosticBag(contradictions), overrides: changes.map(\.argument))
        }
        let reading = SpecReading(definition.base.request, loaded: loaded) { spec, resolved in
            view(spec, resolved)
        }
        guard let checked = reading.checked, let model = checked.model else {
            throw RefusedTrial(
                reading.diagnostics, overrides: changes.map(\.argument),
                remark: reading.checked?.dataRemark)
        }
        let dataKey =
            checked.subject.data?.nodes.last?.key
            ?? (checked.subject.resolved["data"]?.canonicalJSON ?? "") + " \(checked.spec.seed)"
        let resolved = ResolvedSpec(checked, name: definition.base.name)
        return ResolvedTrial(
            point: point, checked: checked, model: model, overrides: changes.map(\.argument),
            lostOverrides: loaded.diagnostics.all.filter { $0.code == Self.lost }, resolved: resolved,
            hash: Self.hash(resolved, dataKey), dataKey: dataKey,
            stackKey: StackKey.text(checked, dataKey: dataKey), cost: StackCost(checked, model: model))
    }

    /// The values of the point, and the seed of its repeat.
    private static func changes(of point: TrialPoint, seed base: UInt64) -> [SpecOverride] {
        guard point.repetition > 0 else {
            return point.assignments.compactMap { SpecOverride(setting: $0.path, to: $0.value) }
        }
        var seed = Int(clamping: base)
        if let own = point.assignments.first(where: { $0.path == "seed" }),
            case .integer(let value) = own.value.content
        {
            seed = value
        }
        // Beyond the greatest seed they begin again at 0.
        let value = SpecNode(.integer((seed &+ point.repetition) & Int.max), origin: .defaultValue)
        let others = point.assignments.filter { $0.path != "seed" }
        return (others + [TrialAssignment(path: "seed", value: value)]).compactMap {
            SpecOverride(setting: $0.path, to: $0.value)
        }
    }

    /// Values of a trial that replace each other, as errors: a table of trials must show what was trained.
    static func contradictions(
        in point: TrialPoint, _ template: MergedSpec<ExperimentSpec>, seed: UInt64
    ) -> [Diagnostic] {
        let changes = changes(of: point, seed: seed)
        return contradictions(template.read(changing: changes).diagnostics, among: changes)
    }

    private static let lost = "override-lost"

    private static func contradictions(
        _ diagnostics: DiagnosticBag, among changes: [SpecOverride]
    ) -> [Diagnostic] {
        let own = Set(changes.map(\.argument))
        return diagnostics.all.compactMap { finding in
            guard finding.code == lost || finding.code == "override-conflict",
                case .override(let place) = finding.origin, own.contains(place.argument),
                let change = changes.first(where: { $0.argument == place.argument })
            else { return nil }
            return Diagnostic(
                "swept-value-lost", "a trial would not be what its row says: \(finding.message)",
                at: change.value?.origin ?? finding.origin,
                help: "give every field of a trial one value, under one name")
        }
    }

    private func view(_ spec: ExperimentSpec, _ resolved: SpecNode) -> DataView {
        let key =
            (resolved["data"]?.canonicalJSON ?? "")
            + " \(spec.seed) \(spec.realType.rawValue) \(spec.centersTarget)"
        return views.withLock { views in
            if let known = views[key] { return known }
            let view = DataView(
                spec.dataPipeline(definition.base.request.dataEnvironment), fetching: .allowed(nil))
            if views.count >= Self.mostViews { views.removeAll() }
            views[key] = view
            return view
        }
    }

    /// Views kept: where every trial has data of its own, none is needed twice.
    private static let mostViews = 256

    private static func hash(_ resolved: ResolvedSpec, _ dataKey: String) -> String {
        guard case .map(let entries) = resolved.node.content else {
            return FileHash.ofText(resolved.plainText)
        }
        let parts = entries.filter {
            !["name", "description", "device", "threads", "predictions"].contains($0.key)
        }.map {
            $0.key + ":" + $0.value.canonicalJSON
        }
        return FileHash.ofText((parts + [dataKey]).joined(separator: "\n"))
    }
}
