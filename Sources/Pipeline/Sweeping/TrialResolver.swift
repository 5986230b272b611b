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
        let changes = changes(of: point)
        let loaded = definition.template.load(changing: changes, leavingOut: ["sweep"])
        let reading = SpecificationReading(definition.base.request, loaded: loaded) { spec, resolved in
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
        let resolved = ResolvedSpecification(checked, name: definition.base.name)
        return ResolvedTrial(
            point: point, checked: checked, model: model, overrides: changes.map(\.argument),
            resolved: resolved,
            hash: Self.hash(resolved, dataKey), dataKey: dataKey,
            signature: StackSignature.text(checked, dataKey: dataKey), cost: StackCost(checked, model: model))
    }

    /// The values of the point, and the seed of its repeat.
    private func changes(of point: TrialPoint) -> [SpecOverride] {
        var changes = point.assignments.compactMap { SpecOverride(setting: $0.path, to: $0.value) }
        guard point.repeatIndex > 0 else { return changes }
        var seed = Int(clamping: definition.base.spec.seed)
        if let own = point.assignments.first(where: { $0.path == "seed" }),
            case .integer(let value) = own.value.content
        {
            seed = value
        }
        let value = SpecNode(.integer(seed + point.repeatIndex), origin: .defaultValue)
        if let change = SpecOverride(setting: "seed", to: value) { changes.append(change) }
        return changes
    }

    private func view(_ spec: ExperimentSpec, _ resolved: SpecNode) -> DataView {
        let key =
            (resolved["data"]?.canonicalJSON ?? "")
            + " \(spec.seed) \(spec.realType.rawValue) \(spec.centersTarget)"
        return views.withLock { views in
            if let known = views[key] { return known }
            let view = DataView(
                spec.dataPipeline(definition.base.request.dataEnvironment), fetching: .allowed(nil))
            views[key] = view
            return view
        }
    }

    private static func hash(_ resolved: ResolvedSpecification, _ dataKey: String) -> String {
        guard case .map(let entries) = resolved.node.content else { return sha256(resolved.plainText) }
        let parts = entries.filter {
            !["name", "description", "device", "threads", "predictions"].contains($0.key)
        }.map {
            $0.key + ":" + $0.value.canonicalJSON
        }
        return sha256((parts + [dataKey]).joined(separator: "\n"))
    }
}
