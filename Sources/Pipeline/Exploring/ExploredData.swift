import Data
import Foundation
import Machine
import Spec

/// The data that `assay data` and `assay init` look at: those of a specification, or a data file by itself.
struct ExploredData {
    /// What people named.
    var name: String
    var pipeline: DataPipeline
    /// Nil for a data file without a target.
    var target: String?
    var isSpecification: Bool

    /// What the name of a file says about its kind.
    enum Kind: String {
        case csv
        case idx
        case jsonLines = "json_lines"
        case npy
        case npz
        case specification

        /// By the ending before `.gz`; anything unknown is taken for delimited text.
        init(path: String) {
            let lowered = path.lowercased()
            let bare = lowered.hasSuffix(".gz") ? String(lowered.dropLast(3)) : lowered
            switch (bare as NSString).pathExtension {
            case "yaml", "yml": self = .specification
            case "json", "jsonl", "ndjson": self = .jsonLines
            case "npy": self = .npy
            case "npz": self = .npz
            case "idx": self = .idx
            default: self = bare.hasSuffix("-ubyte") ? .idx : .csv
            }
        }
    }

    /// - Errors: `CommandFailure`, when there are no data to look at
    init(
        _ path: String, overrides: [String], target: String?,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws {
        name = path
        let kind = Kind(path: path)
        isSpecification = path == "-" || kind == .specification
        if isSpecification {
            let request = SpecRequest(path: path, overrides: overrides, environment: environment)
            let (pipeline, hasTarget) = try Self.pipeline(request)
            self.pipeline = pipeline
            self.target = target ?? (hasTarget ? pipeline.section.target.value : nil)
        } else {
            guard overrides.isEmpty else {
                throw CommandFailure(
                    .command, "'\(overrides[0])' changes a specification, and '\(path)' is a data file")
            }
            pipeline = try Self.pipeline(file: path, kind: kind, environment)
            self.target = target
        }
    }

    /// The rows of the source as they come, with warnings about them said.
    func source(_ output: CommandOutput) throws -> (table: Table, files: [SourceRecord]) {
        let source = try pipeline.sourceTable(progress: DownloadProgress.reporter(output))
        for remark in source.table.schema.wholeNumberRemarks { output.warn(remark.message) }
        return source
    }

    /// - Parameter phrase: the column as the message calls it
    func noColumn(_ phrase: String, named name: String, in table: Table) -> DataFileError {
        let names = table.schema.names
        return DataFileError(
            file: self.name, "there is no column \(phrase)",
            help: nearestName(to: name, in: names).map { "did you mean '\($0)'?" }
                ?? "its columns are: " + names.prefix(20).joined(separator: ", "))
    }

    /// Only the section `data` has to be right, and a target is not needed to look at the rows.
    private static func pipeline(
        _ request: SpecRequest
    ) throws -> (pipeline: DataPipeline, hasTarget: Bool) {
        let loaded = SpecReader.load(
            request.input, overrides: request.overrides, environment: request.environment,
            as: ExperimentSpec.self)
        if let spec = loaded.value, !loaded.diagnostics.hasErrors {
            let pipeline = DataPipeline(
                spec.data, seed: spec.seed, elementType: spec.realType.elementType,
                environment: request.dataEnvironment)
            return (pipeline, true)
        }
        guard var node = loaded.root?["data"] else {
            throw CommandFailure(loaded.diagnostics, sources: loaded.sources)
        }
        let hasTarget = node["target"] != nil
        if !hasTarget, case .map(let entries) = node.content {
            let target = SpecNode(.string("none"), origin: .defaultValue)
            node = SpecNode(
                .map(entries + [SpecEntry(key: "target", keyOrigin: .defaultValue, value: target)]),
                origin: node.origin)
        }
        let data = FieldReader.decode(root: node, as: DataSection.self, subject: "section 'data'")
        guard !data.diagnostics.hasErrors else {
            throw CommandFailure(data.diagnostics, sources: loaded.sources)
        }
        return (DataPipeline(data.value, seed: 0, environment: request.dataEnvironment), hasTarget)
    }

    private static func pipeline(
        file path: String, kind: Kind, _ environment: [String: String]
    ) throws -> DataPipeline {
        // A section needs a target; nothing asks for this one.
        let text = "source: {\(kind.rawValue): \(SpecText.quoted(path))}\ntarget: none\n"
        let loaded = SpecReader.load(
            .text(text, name: "data.yaml"), overrides: [], environment: environment, as: DataSection.self)
        guard let section = loaded.value, !loaded.diagnostics.hasErrors else {
            throw CommandFailure(loaded.diagnostics, sources: loaded.sources)
        }
        return DataPipeline(section, seed: 0, environment: DataEnvironment(variables: environment))
    }
}

/// Values as a specification writes them.
enum SpecText {
    /// Double quotes around a text, whatever is in it; `${` of the text is not a reference.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.replacing("${", with: "$${").unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    private static let words: Set<String> = [
        "true", "false", "null", "features", "target", "numeric", "categorical", "all", "y", "n", "yes", "no",
    ]

    /// Bare where that reads as the same text.
    static func value(_ text: String) -> String {
        let isPlain = text.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_.\-]*/) != nil
        return isPlain && !words.contains(text.lowercased()) ? text : quoted(text)
    }

    /// The column of exactly this name, for a selector: some names would be read as patterns, ranges or roles.
    static func column(_ name: String) -> String {
        let isSpecial =
            words.contains(name) || name.contains { "*?[]{}".contains($0) } || name.contains("..")
            || name.contains(" except ") || name.allSatisfy(\.isNumber)
        return isSpecial ? "{name: \(quoted(name))}" : value(name)
    }

    /// A list of columns on as many lines as it takes.
    static func columns(_ names: [String], indent: Int, width: Int = 96) -> String {
        var lines: [String] = []
        var line = "["
        for (index, name) in names.enumerated() {
            let piece = column(name) + (index + 1 < names.count ? ", " : "]")
            if indent + line.count + piece.count > width, line.count > 1 {
                lines.append(line.trimmingCharacters(in: .whitespaces))
                line = ""
            }
            line += piece
        }
        lines.append(line)
        return lines.joined(separator: "\n" + String(repeating: " ", count: indent))
    }
}
