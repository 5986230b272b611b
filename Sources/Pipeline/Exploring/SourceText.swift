import Data
import Foundation
import Spec

/// The part `source:` of a written specification.
enum SourceText {
    /// As many characters fit on one line.
    private static let width = 100

    /// - Parameter fields: of the source, beside its path
    static func lines(
        kind: String, path: String, _ fields: [(key: String, value: SpecContent)]
    ) -> [String] {
        let path = SpecText.quoted(path)
        guard !fields.isEmpty else { return ["source: {\(kind): \(path)}"] }
        let written = fields.map { "\($0.key): \(flow($0.value))" }
        let line = "source: {\(kind): {path: \(path), \(written.joined(separator: ", "))}}"
        if line.count <= width { return [line] }
        return ["source:", "  \(kind):", "    path: \(path)"] + written.map { "    " + $0 }
    }

    private static func flow(_ content: SpecContent) -> String {
        switch content {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): "\(value)"
        case .number(let value): numberText(value)
        case .string(let text): SpecText.quoted(text)
        case .list(let items): "[" + items.map { flow($0.content) }.joined(separator: ", ") + "]"
        case .map(let entries):
            "{"
                + entries.map { "\(SpecText.value($0.key)): \(flow($0.value.content))" }
                .joined(separator: ", ") + "}"
        }
    }
}

extension ExploredData {
    /// The lines of `source:` in a specification that stands at a path; `-` for one in the current folder.
    func sourceLines(from specification: String) -> [String] {
        if let sourceNode {
            let node = Self.relocated(sourceNode, isPath: false, from: specification)
            let entry = SpecEntry(key: "source", keyOrigin: .defaultValue, value: node)
            let text = YAMLWriter.write(SpecNode(.map([entry]), origin: .defaultValue), showsOrigins: false)
            return text.split(separator: "\n").map(String.init)
        }
        if Kind(path: name) == .sqlite {
            return SourceText.lines(
                kind: Kind.sqlite.rawValue, path: Self.path(of: name, from: specification), database)
        }
        // A pattern stands for several files, and is no path to one of them.
        let found =
            (try? pipeline.section.source?.value.locate(in: pipeline.environment, progress: nil))?
            .files ?? []
        let path = found.count == 1 ? found[0].path : name
        return SourceText.lines(
            kind: Kind(path: name).rawValue, path: Self.path(of: path, from: specification),
            reading?.fields ?? [])
    }

    /// The source of a specification as one at another place writes it.
    private static func relocated(
        _ node: SpecNode, isPath: Bool, from specification: String
    ) -> SpecNode {
        // A secret is written by its name.
        if case .secret(let written, _) = node.origin {
            return SpecNode(.string(written), origin: node.origin)
        }
        switch node.content {
        case .string(let text) where isPath:
            let path = SpecPath(text: text, folder: node.origin.folder).resolved
            return SpecNode(.string(Self.path(of: path, from: specification)), origin: node.origin)
        case .list(let items):
            let moved = items.map { relocated($0, isPath: false, from: specification) }
            return SpecNode(.list(moved), origin: node.origin)
        case .map(let entries):
            let moved = entries.map { entry in
                var entry = entry
                entry.value = relocated(
                    entry.value, isPath: pathKeys.contains(entry.key), from: specification)
                return entry
            }
            return SpecNode(.map(moved), origin: node.origin)
        case .null, .bool, .integer, .number, .string: return node
        }
    }

    /// Keys of sources whose text is a path; the names of sources that may stand before nothing but one.
    private static let pathKeys: Set<String> = [
        "path", "labels", "csv", "tsv", "json_lines", "jsonl", "ndjson", "npy", "npz", "idx", "mnist",
        "parquet", "pq", "arrow", "feather", "sqlite",
    ]

    /// The data's path as the specification must write it: relative to where the specification will stand.
    static func path(of file: String, from specification: String) -> String {
        guard specification != "-" else { return file }
        let folder = URL(filePath: specification).deletingLastPathComponent().standardizedFileURL
        let target = URL(filePath: file).standardizedFileURL
        let from = folder.pathComponents
        let to = target.pathComponents
        let shared = zip(from, to).prefix { $0 == $1 }.count
        // Nothing but the root in common: the whole path says it better.
        guard shared > 1 || from.count <= 1 else { return target.path }
        return ([String](repeating: "..", count: from.count - shared) + to[shared...]).joined(separator: "/")
    }
}
