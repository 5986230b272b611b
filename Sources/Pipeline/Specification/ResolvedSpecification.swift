import Foundation
import Spec

/// The resolved specification as a run directory keeps it: a specification by itself, with every default
/// filled in.
package struct ResolvedSpecification: Sendable {
    package let node: SpecNode

    /// - Parameter name: the run's name, filled in where the specification has none
    package init(_ checked: CheckedSpecification, name: String) {
        let folder = checked.request.folder
        guard case .map(let entries) = checked.subject.resolved.content else {
            node = checked.subject.resolved
            return
        }
        let kept = entries.filter { $0.key != "sweep" }.map { entry in
            var entry = entry
            if entry.key == "name" {
                let origin = entry.value.content == .string(name) ? entry.value.origin : .defaultValue
                entry.value = SpecNode(.string(name), origin: origin)
            } else if entry.key == "data" {
                entry.value = Self.anchoringPaths(
                    entry.value,
                    FieldReader.fields(of: ExperimentSpec.self).first { $0.name == "data" }?.type, folder)
            }
            return entry
        }
        node = SpecNode(.map(kept), origin: checked.subject.resolved.origin)
    }

    /// With the origin of each value as a comment: `resolved.yaml`.
    package var text: String { YAMLWriter.write(node) }

    /// The values alone: the same for runs that compute the same.
    package var plainText: String { YAMLWriter.write(node, showsOrigins: false) }

    /// Relative paths start from the file they stand in. The resolved specification is one file, taken to
    /// stand in the main file's folder, so a path from a layer elsewhere, or from the command line, becomes
    /// absolute.
    private static func anchoringPaths(_ node: SpecNode, _ type: FieldType?, _ folder: String) -> SpecNode {
        switch (type, node.content) {
        case (.path, .string(let text)):
            guard !text.hasPrefix("/"), absolute(node.origin.folder) != folder else { return node }
            let path = (absolute(node.origin.folder) + "/" + text as NSString).standardizingPath
            return SpecNode(.string(path), origin: node.origin)
        case (.section(let fields), .map(let entries)):
            return SpecNode(.map(anchoring(entries, fields, folder)), origin: node.origin)
        case (.component(let family), .map(let entries)):
            guard case .string(let name)? = node["type"]?.content, let member = family[name: name] else {
                return node
            }
            return SpecNode(
                .map(anchoring(entries, FieldReader.fields(of: member), folder)), origin: node.origin)
        default:
            return node
        }
    }

    private static func anchoring(
        _ entries: [SpecEntry], _ fields: [FieldDescription], _ folder: String
    ) -> [SpecEntry] {
        entries.map { entry in
            var entry = entry
            entry.value = anchoringPaths(entry.value, fields.first { $0.name == entry.key }?.type, folder)
            return entry
        }
    }

    private static func absolute(_ folder: String) -> String {
        let current = FileManager.default.currentDirectoryPath
        let path = folder.hasPrefix("/") ? folder : current + "/" + folder
        return (path as NSString).standardizingPath
    }
}

extension SourceTexts {
    /// All layers as they were written: one file as it is, several one after another with their names.
    package var asWritten: String {
        if all.count == 1, let only = all.first { return only.text }
        return all.map { "# file: \($0.name)\n\($0.text)" }.joined(separator: "\n---\n")
    }
}
