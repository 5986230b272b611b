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
    /// How a delimited file that was named by itself is read.
    private(set) var reading: SniffedReading?
    /// What is read of a database that was named by itself.
    private(set) var database: [(key: String, value: SpecContent)] = []
    /// What the specification says about the source.
    private(set) var sourceNode: SpecNode?
    /// The rows, where they had to be read to learn how.
    private var rows: (table: Table, files: [SourceRecord])?

    /// What the name of a file says about its kind.
    enum Kind: String {
        case arrow
        case csv
        case idx
        case jsonLines = "json_lines"
        case npy
        case npz
        case parquet
        case sqlite
        case specification

        /// By the ending before `.gz` or `.zst`; anything unknown is taken for delimited text.
        init(path: String) {
            if let member = FolderOfFiles.source(of: path), let kind = Kind(rawValue: member) {
                self = kind
                return
            }
            let bare = PackedName.withoutEnding(path.lowercased())
            switch (bare as NSString).pathExtension {
            case "yaml", "yml": self = .specification
            case "json", "jsonl", "ndjson": self = .jsonLines
            case "npy": self = .npy
            case "npz": self = .npz
            case "parquet", "pq": self = .parquet
            case "arrow", "arrows", "feather", "ipc": self = .arrow
            case "idx": self = .idx
            case "sqlite", "sqlite3", "db", "db3": self = .sqlite
            default: self = bare.hasSuffix("-ubyte") ? .idx : .csv
            }
        }
    }

    /// - Errors: `CommandFailure`, when there are no data to look at
    init(
        _ path: String, overrides: [String] = [], reading request: ReaderRequest = ReaderRequest(),
        target: String?, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws {
        name = path
        let kind = Kind(path: path)
        let given = request.fields
        isSpecification = path == "-" || kind == .specification
        if let first = given.first, isSpecification || kind != .csv {
            let option = ReaderRequest.option(for: first.key)
            throw CommandFailure(
                .command,
                isSpecification
                    ? "'\(option)' is for data files; a specification says it itself: data.source.csv.\(first.key)"
                    : "'\(option)' is for delimited text, and '\(path)' is another kind of file")
        }
        if isSpecification {
            let request = SpecRequest(path: path, overrides: overrides, environment: environment)
            let (pipeline, hasTarget, source) = try Self.pipeline(request)
            self.pipeline = pipeline
            self.target = target ?? (hasTarget ? pipeline.section.target.value : nil)
            sourceNode = source
            return
        }
        guard overrides.isEmpty else {
            throw CommandFailure(
                .command, "'\(overrides[0])' changes a specification, and '\(path)' is a data file")
        }
        guard kind == .sqlite || request.database.isEmpty else {
            let option = ReaderRequest.option(for: request.database[0].key)
            throw CommandFailure(
                .command, "'\(option)' is for databases, and '\(path)' is another kind of file")
        }
        database = request.database
        if kind == .sqlite, database.isEmpty { try Self.requireOneTable(path) }
        pipeline = try Self.pipeline(file: path, kind: kind, given + database, environment)
        self.target = target
        if kind == .csv { try sniff(given, environment) }
    }

    private static func requireOneTable(_ path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        let tables = try DatabaseTable.all(inFile: path).map(\.table)
        guard tables.count != 1 else { return }
        throw CommandFailure(
            .command,
            tables.isEmpty
                ? "'\(path)' has no tables"
                : "'\(path)' has \(tables.count) tables; name one: --table "
                    + tables.prefix(20).joined(separator: ", "))
    }

    /// Finds out how the file is read: its form from its start, its markers from all rows.
    private mutating func sniff(
        _ given: [(key: String, value: SpecContent)], _ environment: [String: String]
    ) throws {
        guard let source = pipeline.section.source?.value as? CSVSource,
            let file = try source.locate(in: pipeline.environment, progress: nil).files.first
        else { return }
        var reading = SniffedReading(given: given)
        try reading.findForm(of: file.path, source.options)
        pipeline = try Self.pipeline(file: name, kind: .csv, reading.fields, environment)
        var rows = try pipeline.sourceTable()
        let before = rows.table
        // Columns that turn out to be numbers may show more.
        for _ in 0..<2 where reading.findMarkers(in: rows.table, decimals) {
            pipeline = try Self.pipeline(file: name, kind: .csv, reading.fields, environment)
            rows = try pipeline.sourceTable()
            reading.noteEffect(before, rows.table)
        }
        self.rows = rows
        self.reading = reading
    }

    /// How the source writes numbers.
    var decimals: DecimalParser {
        (pipeline.section.source?.value as? CSVSource)?.options.decimals ?? DecimalParser()
    }

    /// What was found out about the way the file is read, in sentences.
    var remarks: [String] { reading?.sentence.map { [$0] } ?? [] }

    /// The rows of the source as they come, with warnings about them said.
    func source(_ output: CommandOutput) throws -> (table: Table, files: [SourceRecord]) {
        let source = try rows ?? pipeline.sourceTable(progress: DownloadProgress.reporter(output))
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
    ) throws -> (pipeline: DataPipeline, hasTarget: Bool, source: SpecNode?) {
        let loaded = SpecReader.load(
            request.input, overrides: request.overrides, environment: request.environment,
            as: ExperimentSpec.self)
        if let spec = loaded.value, !loaded.diagnostics.hasErrors {
            let pipeline = DataPipeline(
                spec.data, seed: spec.seed, elementType: spec.realType.elementType,
                environment: request.dataEnvironment)
            return (pipeline, true, loaded.root?["data"]?["source"])
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
        let pipeline = DataPipeline(data.value, seed: 0, environment: request.dataEnvironment)
        return (pipeline, hasTarget, node["source"])
    }

    private static func pipeline(
        file path: String, kind: Kind, _ fields: [(key: String, value: SpecContent)] = [],
        _ environment: [String: String]
    ) throws -> DataPipeline {
        // A section needs a target; nothing asks for this one.
        let source = SourceText.lines(kind: kind.rawValue, path: path, fields).joined(separator: "\n")
        let loaded = SpecReader.load(
            .text(source + "\ntarget: none\n", name: "data.yaml"), overrides: [], environment: environment,
            as: DataSection.self)
        guard let section = loaded.value, !loaded.diagnostics.hasErrors else {
            // The text is not the user's, the options are.
            let first = loaded.diagnostics.sorted().first { $0.severity == .error }
            guard let first, !fields.isEmpty else {
                throw CommandFailure(loaded.diagnostics, sources: loaded.sources)
            }
            throw CommandFailure(.command, first.message + (first.help.map { "; " + $0 } ?? ""))
        }
        return DataPipeline(section, seed: 0, environment: DataEnvironment(variables: environment))
    }
}
