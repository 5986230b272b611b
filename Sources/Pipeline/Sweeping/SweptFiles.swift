import Data
import Spec
import Sweep

/// What the trials of a sweep read besides the specification and its own data: a table of trials, and the data files
/// that swept values lead to. A sweep with another content of any of them is another sweep.
struct SweptFiles: Sendable {
    /// One text for each of them.
    let identity: [String]

    /// - Parameter fetching: nil where nothing may be downloaded or hashed for it, and nothing is to be found again
    init(
        _ search: SweepSearch, _ base: CheckedSpec, _ template: MergedSpec<ExperimentSpec>,
        fetching: SpecReading.Fetching?
    ) {
        var texts = Self.listed(search, base)
        if let fetching {
            for assignments in Self.variants(search) {
                let key = Self.dataKey(assignments, base, template, fetching) ?? ""
                texts.append("data " + Self.text(assignments) + "\n" + key)
            }
        }
        identity = texts
    }

    /// Trials that stand in a file; those of the specification are part of it.
    private static func listed(_ search: SweepSearch, _ base: CheckedSpec) -> [String] {
        guard case .file? = base.spec.sweep?.trials else { return [] }
        return search.listed.map { "trial " + text($0.assignments) }
    }

    private static func text(_ assignments: [TrialAssignment]) -> String {
        assignments.map { $0.path + "=" + $0.value.canonicalJSON }.joined(separator: "\n")
    }

    /// Sets of values that may name a file: texts, of each parameter by itself and of listed trials together.
    private static func variants(_ search: SweepSearch) -> [[TrialAssignment]] {
        let drawn = search.space.dimensions.flatMap { dimension in
            dimension.coordinates.map { coordinate in
                zip(dimension.parameters, dimension.values(at: coordinate)).map {
                    TrialAssignment(path: $0.path, value: $1)
                }
            }
        }
        var known: Set<String> = []
        let all = (drawn + (search.listed + search.enqueued).map(\.assignments)).map { assignments in
            assignments.filter { $0.value.holdsText }
        }
        return Array(all.filter { !$0.isEmpty && known.insert(text($0)).inserted }.prefix(mostVariants))
    }

    /// How many of them are looked at.
    private static let mostVariants = 1000

    private static func dataKey(
        _ assignments: [TrialAssignment], _ base: CheckedSpec,
        _ template: MergedSpec<ExperimentSpec>, _ fetching: SpecReading.Fetching
    ) -> String? {
        let changes = assignments.compactMap { SpecOverride(setting: $0.path, to: $0.value) }
        func read() -> CheckedSpec? {
            let loaded = template.load(changing: changes, leavingOut: ["sweep"])
            return SpecReading(base.request, loaded: loaded, fetching: fetching).checked
        }
        guard let checked = read() else { return nil }
        if let key = checked.subject.data?.nodes.last?.key { return key }
        // The hash of a large file is not looked for by reading its start.
        let environment = base.request.dataEnvironment
        guard (try? checked.spec.data.source?.value.locate(in: environment, progress: nil)) != nil else {
            return nil
        }
        return read()?.subject.data?.nodes.last?.key
    }
}

extension SpecNode {
    /// Whether a text stands in it.
    fileprivate var holdsText: Bool {
        switch content {
        case .string: true
        case .list(let items): items.contains { $0.holdsText }
        case .map(let entries): entries.contains { $0.value.holdsText }
        case .null, .bool, .integer, .number: false
        }
    }
}
