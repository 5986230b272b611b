import Data
import Foundation
import Runs
import Spec

/// What `assay init` was asked for.
package struct DraftRequest: Sendable {
    /// The data file.
    package var data: String
    package var target: String
    /// Where the specification goes; `-` for standard output.
    package var out: String
    package var replaces: Bool

    package init(data: String, target: String, out: String = "-", replaces: Bool = false) {
        self.data = data
        self.target = target
        self.out = out
        self.replaces = replaces
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
                request.data, overrides: [], target: request.target, environment: environment)
            guard !data.isSpecification else {
                return output.fail(
                    CommandFailure(
                        .command, "'\(request.data)' is a specification already; 'init' takes a data file"))
            }
            try write(try text(data, request, output), request, output)
            return .done
        }
    }

    private static func text(
        _ data: ExploredData, _ request: DraftRequest, _ output: CommandOutput
    ) throws -> String {
        let source = try data.source(output)
        let table = source.table
        guard let target = table[request.target] else {
            throw data.noColumn("'\(request.target)' to predict", named: request.target, in: table)
        }
        let kind = try DraftTarget(request.target, target, file: data.name)
        let profile = DataProfile(table, target: request.target, targetType: kind.isClass ? .class : .auto)
        let columns = DraftColumns(table, profile, target: request.target)
        guard !columns.isEmpty else {
            throw DataFileError(
                file: data.name, "has no column that could say anything about '\(request.target)'")
        }
        return DraftText(
            file: data.name, path: path(of: source.files.first?.path ?? data.name, from: request.out),
            kind: kind, profile: profile, columns: columns
        ).text
    }

    /// The data's path as the specification must write it: relative to where the specification will stand.
    private static func path(of file: String, from specification: String) -> String {
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
