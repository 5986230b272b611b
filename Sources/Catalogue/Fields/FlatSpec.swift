import Foundation
import Runs
import Spec

/// A resolved specification as keys with values: `optimizer.lr` → 0.1, `model.0.units` → 64.
///
/// Maps are taken apart whatever the order of their keys; a list is taken apart when it holds components, and is one
/// value when it holds plain values (`betas`, `missing`). An empty list or map is one value.
package struct FlatSpec: Sendable, Equatable {
    package struct Entry: Sendable, Equatable {
        package var key: String
        /// Nil for `null`.
        package var value: FieldValue?

        package init(key: String, value: FieldValue?) {
            self.key = key
            self.value = value
        }
    }

    /// In the order of the specification.
    package private(set) var entries: [Entry]
    /// Each list of components on one line, by its key: `model` → `linear 64, relu, linear 1`.
    package private(set) var lists: [Entry]

    package init(_ node: SpecNode) {
        entries = []
        lists = []
        flatten(node, key: "")
    }

    package static let empty = FlatSpec(SpecNode(.null, origin: .defaultValue))

    /// Keys with their values; keys that are `null` are left out.
    package var values: [String: FieldValue] {
        var values: [String: FieldValue] = [:]
        values.reserveCapacity(entries.count)
        for entry in entries { values[entry.key] = entry.value }
        return values
    }

    private mutating func flatten(_ node: SpecNode, key: String) {
        switch node.content {
        case .map(let inner) where !inner.isEmpty:
            for entry in inner {
                flatten(entry.value, key: key.isEmpty ? entry.key : key + "." + entry.key)
            }
        case .list(let items) where items.contains(where: Self.isMap):
            lists.append(
                Entry(key: key, value: .text(items.map { Self.summary($0) }.joined(separator: ", "))))
            for (index, item) in items.enumerated() { flatten(item, key: "\(key).\(index)") }
        case .null, .bool, .integer, .number, .string, .list, .map:
            if !key.isEmpty { entries.append(Entry(key: key, value: Self.value(of: node))) }
        }
    }

    private static func isMap(_ node: SpecNode) -> Bool {
        if case .map(let entries) = node.content { !entries.isEmpty } else { false }
    }

    private static func value(of node: SpecNode) -> FieldValue? {
        switch node.content {
        case .null: nil
        case .bool(let flag): .flag(flag)
        case .integer(let number): .number(Double(number))
        case .number(let number): .number(number)
        case .string(let text): .text(text)
        case .list, .map: .text(summary(node))
        }
    }

    /// A component on one line, its first number without a name: `linear 64`, `dropout 0.1`, `filter "y > 0"`.
    ///
    /// Fields without a value and switches are left out: two lists that differ in them only are still told apart by
    /// their keys.
    static func summary(_ node: SpecNode) -> String {
        switch node.content {
        case .null: return "null"
        case .bool(let flag): return flag ? "true" : "false"
        case .integer(let number): return "\(number)"
        case .number(let number): return numberText(number)
        case .string(let text): return text
        case .list(let items): return "[" + items.map(summary).joined(separator: ", ") + "]"
        case .map(let entries):
            guard case .string(let type)? = node["type"]?.content else {
                return "{" + entries.map { "\($0.key): \(summary($0.value))" }.joined(separator: ", ") + "}"
            }
            let shown = entries.filter { $0.key != "type" && isWorthShowing($0.value) }
            guard let first = shown.first else { return type }
            let rest = shown.dropFirst().map { " \($0.key)=\(summary($0.value))" }
            return "\(type) \(summary(first.value))" + rest.joined()
        }
    }

    private static func isWorthShowing(_ node: SpecNode) -> Bool {
        switch node.content {
        case .null, .bool: false
        case .list(let items): !items.isEmpty
        case .map(let entries): !entries.isEmpty
        case .integer, .number, .string: true
        }
    }
}

extension FlatSpec {
    /// The resolved specification of a run; nil when there is none, as in runs of other programs.
    ///
    /// - Errors: `RunError.damaged` when the file is not YAML
    package static func read(_ directory: RunDirectory) throws -> FlatSpec? {
        let path = directory.file(RunFile.resolved)
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        let text = String(decoding: data, as: UTF8.self)
        var diagnostics = DiagnosticBag()
        let node = YAMLReader.read(
            text, placement: .file(SourceText(name: path, text: text)), diagnostics: &diagnostics)
        guard let node, !diagnostics.hasErrors else {
            throw RunError.damaged(path: path, reason: diagnostics.all.first?.message ?? "it is empty")
        }
        return FlatSpec(node)
    }
}
