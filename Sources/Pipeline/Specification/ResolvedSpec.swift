import Foundation
import Spec

/// The resolved specification as a run directory keeps it: a specification by itself, with every default
/// filled in.
package struct ResolvedSpec: Sendable {
    package let node: SpecNode
    /// The folder its relative paths start from, absolute.
    private let folder: String

    /// What the section `data` consists of.
    private static let dataType =
        FieldReader.fields(of: ExperimentSpec.self).first { $0.name == "data" }?.type

    /// - Parameter name: the run's name, filled in where the specification has none
    package init(_ checked: CheckedSpec, name: String) {
        let folder = checked.request.folder
        self.folder = folder
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
                entry.value = Self.anchoringPaths(entry.value, Self.dataType, folder)
            }
            return entry
        }
        node = SpecNode(.map(kept), origin: checked.subject.resolved.origin)
    }

    /// With the origin of each value as a comment: `resolved.yaml`.
    package var text: String { YAMLWriter.write(node) }

    /// The same after it was read from a run's `resolved.yaml`: what did not change keeps the origin it has there,
    /// instead of that file.
    ///
    /// - Parameter old: the file's text
    /// - Parameter name: as which it was read
    package func text(keepingOriginsOf old: String, name: String) -> String {
        let lines = old.split(separator: "\n", omittingEmptySubsequences: false)
        return YAMLWriter.write(node) { origin in
            guard let span = origin.span, span.start.file == name,
                lines.indices.contains(span.start.line - 1)
            else { return nil }
            let line = lines[span.start.line - 1]
            return line.range(of: "  # ", options: .backwards).map { String(line[$0.upperBound...]) }
        }
    }

    /// The values alone: the same for runs that compute the same.
    package var plainText: String { YAMLWriter.write(node, showsOrigins: false) }

    /// The values alone, as a specification that runs from any folder: paths of files that are there are absolute,
    /// others stay as they are, to be found by name in the data folder.
    package var standingAlone: String {
        guard case .map(let entries) = node.content else { return plainText }
        let anchored = entries.map { entry in
            var entry = entry
            if entry.key == "data" { entry.value = Self.changingPaths(entry.value, Self.dataType, existing) }
            return entry
        }
        return YAMLWriter.write(SpecNode(.map(anchored), origin: node.origin), showsOrigins: false)
    }

    private func existing(_ text: String, _ origin: Origin) -> String {
        guard !text.hasPrefix("/") else { return text }
        let path = (folder + "/" + text as NSString).standardizingPath
        // A pattern of names is a path as well.
        let isPattern = text.contains { "*?[".contains($0) }
        return isPattern || FileManager.default.fileExists(atPath: path) ? path : text
    }

    /// Relative paths start from the file they stand in. The resolved specification is one file, taken to
    /// stand in the main file's folder, so a path from a layer elsewhere, or from the command line, becomes
    /// absolute.
    private static func anchoringPaths(_ node: SpecNode, _ type: FieldType?, _ folder: String) -> SpecNode {
        changingPaths(node, type) { text, origin in
            guard !text.hasPrefix("/"), absolute(origin.folder) != folder else { return text }
            return (absolute(origin.folder) + "/" + text as NSString).standardizingPath
        }
    }

    /// The tree with every path in it changed.
    private static func changingPaths(
        _ node: SpecNode, _ type: FieldType?, _ change: (String, Origin) -> String
    ) -> SpecNode {
        func changing(_ entries: [SpecEntry], _ fields: [FieldDescription]) -> [SpecEntry] {
            entries.map { entry in
                var entry = entry
                let type = fields.first { $0.name == entry.key }?.type
                entry.value = changingPaths(entry.value, type, change)
                return entry
            }
        }
        switch (type, node.content) {
        case (.path, .string(let text)):
            return SpecNode(.string(change(text, node.origin)), origin: node.origin)
        case (.section(let fields), .map(let entries)):
            return SpecNode(.map(changing(entries, fields)), origin: node.origin)
        case (.component(let family), .map(let entries)):
            guard case .string(let name)? = node["type"]?.content, let member = family[name: name] else {
                return node
            }
            return SpecNode(.map(changing(entries, FieldReader.fields(of: member))), origin: node.origin)
        default:
            return node
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
    ///
    /// Passwords in addresses are masked; secrets stand in a specification by name only.
    package var asWritten: String {
        if all.count == 1, let only = all.first { return Secrets.masked(only.text) }
        let texts = all.map { "# file: \($0.name)\n\($0.text)" }
        return Secrets.masked(texts.joined(separator: "\n---\n"))
    }
}
