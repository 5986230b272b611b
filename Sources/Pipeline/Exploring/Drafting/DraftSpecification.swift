import Data
import Foundation
import Runs
import Spec

/// What `assay init` was asked for.
package struct DraftRequest: Sendable {
    /// The data file, or a specification whose source is taken.
    package var data: String
    /// What is known of the form of the file.
    package var reading = ReaderRequest()
    package var target: String
    /// Where the specification goes; `-` for standard output.
    package var out: String
    package var replaces: Bool
    /// Whether the target is taken as a number or as classes; `auto` goes by what it holds.
    package var task: TargetType
    /// Where one specification for each model goes; nil for the best one only.
    package var folder: String?

    package init(
        data: String, target: String, out: String = "-", replaces: Bool = false, task: TargetType = .auto,
        folder: String? = nil
    ) {
        self.data = data
        self.target = target
        self.out = out
        self.replaces = replaces
        self.task = task
        self.folder = folder
    }
}

/// `assay init DATA --target COLUMN`: a first specification for a data file, with the reasons in comments.
package enum DraftSpecification {
    package static func perform(
        _ request: DraftRequest, output: CommandOutput = CommandOutput(),
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> CommandStatus {
        output.catching {
            let data = try ExploredData(
                request.data, reading: request.reading, target: request.target, environment: environment)
            let drafts = try drafts(data, request, output, environment: environment)
            if let folder = request.folder {
                try write(drafts, into: folder, request, output)
            } else if let first = drafts.first {
                try write(first.text, request, output)
            }
            return .done
        }
    }

    /// The specifications that may be written, the one to write first.
    private static func drafts(
        _ data: ExploredData, _ request: DraftRequest, _ output: CommandOutput, environment: [String: String]
    ) throws -> [(candidate: DraftCandidate, text: String)] {
        let source = try data.source(output)
        let (table, signed) = try source.table.readingSignedNumbers()
        guard let column = table[request.target] else {
            throw data.noColumn("'\(request.target)' to predict", named: request.target, in: table)
        }
        let target = try DraftTarget(request.target, column, type: request.task, file: data.name)
        let profile = DataProfile(
            table, target: request.target, targetType: target.isClass ? .class : .auto,
            decimals: data.decimals)
        var columns = DraftColumns(table, profile, target: target)
        columns.signed = signed
        guard !columns.isEmpty else {
            throw DataFileError(
                file: data.name, "has no column that could say anything about '\(request.target)'")
        }
        let out = request.folder.map { $0 + "/draft.yaml" } ?? request.out
        let subject = DraftSubject(
            file: data.name, source: data.sourceLines(from: out), remarks: data.remarks, target: target,
            profile: profile, columns: columns)
        return DraftChoice(subject, table, environment: environment).texts(all: request.folder != nil)
    }

    /// One file for each model; the best comes first.
    private static func write(
        _ drafts: [(candidate: DraftCandidate, text: String)], into folder: String, _ request: DraftRequest,
        _ output: CommandOutput
    ) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for draft in drafts {
            var request = request
            request.out = folder + "/" + draft.candidate.model.fileName + ".yaml"
            try write(draft.text, request, output)
        }
    }

    private static func write(_ text: String, _ request: DraftRequest, _ output: CommandOutput) throws {
        guard request.out != "-" else {
            output.results.write(text)
            return
        }
        // A device or a pipe holds nothing that could be lost.
        var status = stat()
        if stat(request.out, &status) == 0, status.st_mode & S_IFMT == S_IFREG, !request.replaces {
            throw DataFileError(
                file: request.out, "is there already", help: "give another name, or --force to replace it")
        }
        let guarding = OutputGuard(inputs: [request.data], endings: ["yaml"], beginning: "", replaces: true)
        try guarding.check(request.out)
        try OutputFile.write(text, to: request.out)
        if !output.isQuiet {
            output.messages.line("wrote \(request.out); try: assay check \(request.out)")
        }
    }
}
