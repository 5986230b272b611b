/// Applies overrides so that the order in which they are given never changes the result: what stands higher in the tree
/// first, and so a component before its fields.
///
/// - Keys are taken away before anything is set, items of lists after everything was: positions are always those of the
///   list as it was written.
/// - Overrides that come later in `layers` (the values of a sweep's trial, above the command line) win over earlier
///   ones. Within a layer, two overrides that give one place different values are refused. A value that a deeper
///   override, or one of a later layer, replaces is told by a warning.
struct OverrideSequence {
    private let fields: [FieldDescription]
    private var root: SpecNode
    private var written: [Written] = []
    private(set) var diagnostics = DiagnosticBag()

    /// An override that was applied.
    private struct Written {
        var override: SpecOverride
        var layer: Int
        var path: [String]
        /// In canonical form; nil when it was taken away.
        var value: SpecNode?
        var type: FieldType?

        init(_ item: Pending, _ path: [String], _ value: SpecNode?, _ type: FieldType? = nil) {
            override = item.override
            layer = item.layer
            self.path = path
            self.value = value
            self.type = type
        }

        /// The whole argument.
        var place: Origin {
            .override(OverrideSpan(argument: override.argument, index: override.index))
        }
    }

    private struct Pending {
        var override: SpecOverride
        var layer: Int
        var order: Int
    }

    /// The tree with all of them applied; those that cannot be are reported and left out.
    static func apply(
        _ layers: [[SpecOverride]], to root: SpecNode, fields: [FieldDescription],
        diagnostics: inout DiagnosticBag
    ) -> SpecNode {
        var sequence = OverrideSequence(fields: fields, root: root)
        sequence.apply(layers)
        diagnostics.report(contentsOf: sequence.diagnostics)
        return sequence.root
    }

    private init(fields: [FieldDescription], root: SpecNode) {
        self.fields = fields
        self.root = root
    }

    private mutating func apply(_ layers: [[SpecOverride]]) {
        var pending: [Pending] = []
        for (layer, overrides) in layers.enumerated() {
            for override in overrides {
                pending.append(Pending(override: override, layer: layer, order: pending.count))
            }
        }
        let deleting = pending.filter { $0.override.action == .delete }
        let isItem = deleting.map { target(of: $0).isItem }
        for (item, isItem) in zip(deleting, isItem) where !isItem { delete(item) }
        setAll(pending.filter { $0.override.action != .delete })
        let items = zip(deleting, isItem).filter(\.1).map(\.0)
        for item in lastFirst(items) { delete(item) }
    }

    private func target(of item: Pending) -> OverrideTarget {
        OverrideTarget(item.override, in: root, fields: fields)
    }

    // MARK: Setting

    /// Round by round, because what has been chosen says where the deeper ones lead.
    private mutating func setAll(_ overrides: [Pending]) {
        var pending = overrides
        while !pending.isEmpty {
            let targets = pending.map { target(of: $0) }
            let depth = targets.map(\.depth).min() ?? 0
            let round = zip(pending, targets).filter { $0.1.depth == depth }
            let ordered = round.sorted { left, right in
                if left.0.layer != right.0.layer { return left.0.layer < right.0.layer }
                let positions = (position(left.1), position(right.1))
                return positions.0 == positions.1
                    ? left.0.order < right.0.order : positions.0 < positions.1
            }
            for (item, _) in ordered { set(item) }
            let done = Set(round.map(\.0.order))
            pending.removeAll { done.contains($0.order) }
        }
    }

    /// Items are appended from the first to the last.
    private func position(_ target: OverrideTarget) -> Int {
        target.isItem ? target.path.last.flatMap { Int($0) } ?? 0 : 0
    }

    private mutating func set(_ item: Pending) {
        let target = target(of: item)
        var changes: [Written] = []
        if let chosen = target.chosen {
            changes.append(Written(item, chosen.path, Self.component(chosen.name)))
        }
        if let value = item.override.value, target.chosen == nil || target.chosen?.path != target.path {
            let canonical = target.type.map { ComponentNormalizer.normalize(value, $0) } ?? value
            changes.append(Written(item, target.path, Self.named(canonical, target.type), target.type))
        } else if let value = item.override.value, value.isMap, let type = target.type {
            changes.append(Written(item, target.path, ComponentNormalizer.normalize(value, type), type))
        }
        for change in changes where !mayChange(change) { return }
        let before = diagnostics.all.count
        root = OverrideApplier.apply(item.override, to: root, fields: fields, diagnostics: &diagnostics)
        if diagnostics.all.count == before { written += changes }
    }

    private static func component(_ name: String) -> SpecNode {
        SpecNode(.defaults([("type", .string(name))]), origin: .defaultValue)
    }

    /// A component given by its name alone as a map, to be compared with one that has fields.
    private static func named(_ value: SpecNode, _ type: FieldType?) -> SpecNode {
        guard case .component = type, case .string(let name) = value.content else { return value }
        return component(name)
    }

    /// Whether a change does not get in the way of those before it; reports what does.
    private mutating func mayChange(_ change: Written) -> Bool {
        for deletion in written where deletion.value == nil && deletion.path.starts(with: change.path) {
            guard deletion.layer == change.layer,
                change.value?.value(at: deletion.path.dropFirst(change.path.count)) != nil
            else { continue }
            reportDeleted(deletion, set: change)
            return false
        }
        for earlier in written where change.path.starts(with: earlier.path) {
            let rest = change.path.dropFirst(earlier.path.count)
            guard let value = earlier.value else {
                if earlier.layer != change.layer { continue }
                reportDeleted(earlier, set: change)
                return false
            }
            guard let given = value.value(at: rest), let wanted = change.value,
                let lost = OverrideMerge.contradiction(given, wanted, change.type)
            else { continue }
            if earlier.layer == change.layer, rest.isEmpty {
                reportTwice(earlier, change, below: lost)
                return false
            }
            let isOutranked = earlier.layer > change.layer
            reportLost(isOutranked ? change : earlier, beside: isOutranked ? earlier : change)
            if isOutranked { return false }
        }
        return true
    }

    // MARK: Deleting

    /// Positions from the last to the first, so that none moves before its turn.
    private func lastFirst(_ items: [Pending]) -> [Pending] {
        let keyed = items.map { (target(of: $0).path, $0) }
        return keyed.sorted { left, right in
            for (one, other) in zip(left.0, right.0) where one != other {
                if let first = Int(one), let second = Int(other) { return first > second }
                return one < other
            }
            return left.0.count > right.0.count
        }.map(\.1)
    }

    private mutating func delete(_ item: Pending) {
        let path = target(of: item).path
        for earlier in written {
            if earlier.path.starts(with: path) {
                if earlier.value == nil, earlier.path == path { continue }
                return reportDeleted(Written(item, path, nil), set: earlier)
            }
            if path.starts(with: earlier.path), earlier.layer == item.layer,
                earlier.value == nil
                    || earlier.value?.value(at: path.dropFirst(earlier.path.count)) != nil
            {
                return reportDeleted(Written(item, path, nil), set: earlier)
            }
        }
        let before = diagnostics.all.count
        root = OverrideApplier.apply(item.override, to: root, fields: fields, diagnostics: &diagnostics)
        if diagnostics.all.count == before { written.append(Written(item, path, nil)) }
    }

    // MARK: Messages

    private mutating func reportTwice(_ first: Written, _ second: Written, below: [String]) {
        let path = (second.path + below).joined(separator: ".")
        diagnostics.report(
            Diagnostic(
                "override-conflict",
                "'\(first.override.argument)' and '\(second.override.argument)' give '\(path)' different values",
                at: second.place, help: "keep one of them"))
    }

    private mutating func reportDeleted(_ deletion: Written, set other: Written) {
        let verb = other.value == nil ? "takes away" : "sets"
        diagnostics.report(
            Diagnostic(
                "override-conflict",
                "'\(deletion.override.argument)' takes away what '\(other.override.argument)' \(verb)",
                at: deletion.place, help: "keep one of them"))
    }

    private mutating func reportLost(_ lost: Written, beside winner: Written) {
        diagnostics.report(
            Diagnostic(
                "override-lost",
                "'\(winner.override.argument)' replaces a value of '\(lost.override.argument)'",
                at: lost.place, help: "remove what has no effect", severity: .warning))
    }
}

extension SpecNode {
    /// What stands at a path of keys and positions, nil when nothing does.
    fileprivate func value(at path: ArraySlice<String>) -> SpecNode? {
        guard let key = path.first else { return self }
        switch content {
        case .map:
            return self[key]?.value(at: path.dropFirst())
        case .list(let items):
            guard let index = Int(key), items.indices.contains(index) else { return nil }
            return items[index].value(at: path.dropFirst())
        case .null, .bool, .integer, .number, .string:
            return nil
        }
    }
}
