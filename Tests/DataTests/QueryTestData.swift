import Data
import Foundation
import GRDBSQLite
import Spec
import TestSupport

/// A folder with databases and files beside them, and a cache of its own.
struct QueryTestData {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    var environment: DataEnvironment {
        var environment = DataEnvironment(
            cacheFolder: folder.file("cache/prepared"), downloadFolder: folder.file("cache/downloads"))
        environment.allowsCommands = true
        return environment
    }

    /// Makes or changes a database.
    func database(_ statements: String, name: String = "a.sqlite") throws {
        var handle: OpaquePointer?
        defer { sqlite3_close(handle) }
        guard sqlite3_open(folder.file(name), &handle) == SQLITE_OK,
            sqlite3_exec(handle, statements, nil, nil, nil) == SQLITE_OK
        else { throw SQLFailure(message: String(cString: sqlite3_errmsg(handle))) }
    }

    struct SQLFailure: Error { var message: String }

    func pipeline(
        _ source: String, steps: String = "[]", target: String = "y",
        environment: DataEnvironment? = nil
    ) throws -> DataPipeline {
        let section = try dataSection(
            "source: \(source)\ntarget: \(target)\nsteps: \(steps)\nsplit: {random: {train: 0.5, test: 0.5}}",
            name: folder.file("spec.yaml"))
        return DataPipeline(section, seed: 1, environment: environment ?? self.environment)
    }

    func table(_ source: String, environment: DataEnvironment? = nil) throws -> Table {
        defer { withExtendedLifetime(folder) {} }
        return try pipeline(source, environment: environment).sourceTable().table
    }

    /// The content key of the prepared data.
    func key(_ source: String, steps: String = "[]") throws -> String {
        defer { withExtendedLifetime(folder) {} }
        return try pipeline(source, steps: steps).prepare().key
    }

    func problem(_ source: String, environment: DataEnvironment? = nil) -> String {
        do {
            _ = try table(source, environment: environment)
            return ""
        } catch let error as DataDiagnostics {
            let lines = error.all.flatMap { ["\($0.code): \($0.message)", $0.help ?? ""] + $0.notes }
            return lines.joined(separator: "\n")
        } catch {
            return "\(error)"
        }
    }
}

/// Names with their types, in order.
func types(_ table: Table) -> [String] { table.schema.columns.map { "\($0.name) \($0.type.rawValue)" } }
