import Foundation
import TestSupport

/// A PostgreSQL server of its own in a temporary folder, on a private socket and a free port of this machine.
///
/// Lifetime: started once for the tests that use it, stopped with the process that holds it open.
final class PostgresServer: Sendable {
    static let password = "pw-S3cret/1"
    /// Nil with a reason where there is no server on this machine or it does not start.
    static let shared = Result { try PostgresServer() }

    let folder: String
    let port: Int

    struct Absent: Error, CustomStringConvertible { var description: String }

    /// The address with the password.
    var address: String {
        "host=\(folder) port=\(port) user=assay dbname=postgres password='\(Self.password)'"
    }

    var url: String { "postgresql://assay:pw-S3cret%2F1@127.0.0.1:\(port)/postgres" }

    private init() throws {
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        guard let programs = folders.sorted().last.map({ "/usr/lib/postgresql/\($0)/bin" }),
            FileManager.default.isExecutableFile(atPath: programs + "/initdb")
        else { throw Absent(description: "no PostgreSQL server is installed (Debian: postgresql)") }
        folder = "/tmp/assay-postgres-\(getpid())"
        port = 20_000 + Int(getpid()) % 30_000
        // The server refuses to run as root.
        let user = getuid() == 0 ? "runuser -u postgres --" : ""
        let script = """
            set -e
            mkdir -m 700 \(folder); cd \(folder); printf '%s' '\(Self.password)' > password
            [ "$(id -u)" != 0 ] || chown -R postgres \(folder)
            \(user) \(programs)/initdb -D \(folder)/data -A scram-sha-256 --pwfile=password -U assay --no-sync \
                -E UTF8 --locale=C > log
            \(user) \(programs)/pg_ctl -D \(folder)/data -w -l \(folder)/server.log \
                -o "-k \(folder) -p \(port) -h 127.0.0.1 -F" start >> log
            (while kill -0 \(getpid()) 2> /dev/null; do sleep 1; done
             \(user) \(programs)/pg_ctl -D \(folder)/data -m immediate stop; rm -rf \(folder)) > /dev/null 2>&1 &
            """
        guard Self.run(script) == 0 else {
            throw Absent(description: "the PostgreSQL server does not start; see \(folder)")
        }
    }

    /// Runs statements.
    func execute(_ statements: String) throws {
        let status = Self.run(
            "PGPASSWORD='\(Self.password)' psql -q -v ON_ERROR_STOP=1 -h \(folder) -p \(port) -U assay -d postgres "
                + "<<'END'\n\(statements)\nEND\n")
        guard status == 0 else { throw Absent(description: "the statements failed: \(statements)") }
    }

    @discardableResult
    static func run(_ script: String) -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        // The server must not keep what this process, or another test, waits for the end of.
        let closing = "for d in /proc/self/fd/*; do d=${d##*/}; [ $d -le 2 ] || eval \"exec $d>&-\"; done\n"
        process.arguments = ["-c", closing + script]
        process.standardInput = FileHandle.nullDevice
        do { try process.run() } catch { return -1 }
        process.waitUntilExit()
        return process.terminationStatus
    }
}
