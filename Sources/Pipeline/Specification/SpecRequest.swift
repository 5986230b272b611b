import Data
import Foundation
import Machine
import Runs
import Spec

/// Which specification to read, and with what around it.
package struct SpecRequest: Sendable {
    package let input: SpecInput
    /// The folder that relative paths of the specification start from, absolute.
    package let folder: String
    /// How people named it.
    package var path: String
    package var overrides: [String]
    package var environment: [String: String]
    package var dataEnvironment: DataEnvironment
    /// Where runs are looked for that the specification names.
    package var runsFolder: String
    /// Whether a training is to begin: one that goes on needs no starting weights.
    package var beginsAnew = true

    package init(
        path: String, overrides: [String] = [],
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        self.init(
            input: Self.resolvedRun(path) ?? .path(path), path: path, overrides: overrides,
            environment: environment)
    }

    /// The resolved specification of a run, or of a trial of a sweep, when its directory is named; nil otherwise.
    ///
    /// Its `resolved.yaml` named by itself is the same: relative paths start from the folder of the specification it
    /// was made from.
    private static func resolvedRun(_ path: String) -> SpecInput? {
        let isResolved = (path as NSString).lastPathComponent == RunFile.resolved
        let folder = path.parentPath
        let place = isResolved ? (folder.isEmpty ? "." : folder) : path
        guard let directory = try? RunDirectory(path: place), let manifest = try? directory.manifest(),
            let data = FileManager.default.contents(atPath: directory.file(RunFile.resolved))
        else { return nil }
        let name = manifest.specificationFolder + "/" + RunFile.resolved
        return .text(String(decoding: data, as: UTF8.self), name: name)
    }

    package init(input: SpecInput, path: String, overrides: [String], environment: [String: String]) {
        self.input = input
        folder = Self.folder(of: input)
        self.path = path
        self.overrides = overrides
        self.environment = environment
        dataEnvironment = DataEnvironment(variables: environment)
        let runs = environment["ASSAY_RUNS"] ?? ""
        runsFolder = runs.isEmpty ? "runs" : runs
    }

    private static func folder(of input: SpecInput) -> String {
        let current = FileManager.default.currentDirectoryPath
        let name: String
        switch input {
        case .path(let path): name = path
        case .text(_, let text): name = text
        }
        guard name != "-" else { return current }
        let folder = name.parentPath
        if folder.isEmpty { return current }
        let absolute = folder.hasPrefix("/") ? folder : current + "/" + folder
        return (absolute as NSString).standardizingPath
    }
}
