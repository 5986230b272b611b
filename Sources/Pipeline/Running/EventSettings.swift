import Catalogue
import Report
import Spec

/// The settings of a run that stand in TensorBoard's table of runs: those somebody wrote, and the few that every table
/// needs, but nothing about files and names.
enum EventSettings {
    /// Shown whether written or not, so that runs which leave them at their defaults have a value too.
    private static let always: Set<String> = [
        "seed", "loss.type", "optimizer.type", "optimizer.lr", "train.batch_size", "train.epochs",
    ]
    private static let never = [
        "name", "description", "data", "metrics", "predictions", "sweep", "train.checkpoint",
    ]

    /// - Parameter resolved: with the origin of each value
    static func list(_ resolved: SpecNode) -> [RunEvents.Setting] {
        var written: Set<String> = []
        collect(resolved, key: "", &written)
        let flat = FlatSpec(resolved)
        let lists = flat.lists.filter { written.contains($0.key) }
        // A list of components is one setting: a column for each field of each layer says less.
        let entries = flat.entries.filter { entry in
            let isWanted = always.contains(entry.key) || written.contains(entry.key)
            return isWanted && !flat.lists.contains { entry.key.hasPrefix($0.key + ".") }
        }
        return (entries + lists).compactMap { entry in
            guard let value = entry.value,
                !never.contains(where: { entry.key == $0 || entry.key.hasPrefix($0 + ".") })
            else { return nil }
            return (entry.key, value)
        }
    }

    /// The keys of values that are not defaults, and of everything they stand in.
    @discardableResult
    private static func collect(_ node: SpecNode, key: String, _ written: inout Set<String>) -> Bool {
        var isWritten = false
        switch node.content {
        case .map(let entries) where !entries.isEmpty:
            for entry in entries {
                let inner = key.isEmpty ? entry.key : key + "." + entry.key
                if collect(entry.value, key: inner, &written) { isWritten = true }
            }
        case .list(let items) where !items.isEmpty:
            for (index, item) in items.enumerated() where collect(item, key: "\(key).\(index)", &written) {
                isWritten = true
            }
        case .null, .bool, .integer, .number, .string, .list, .map:
            isWritten = node.origin != .defaultValue
        }
        if isWritten { written.insert(key) }
        return isWritten
    }
}
