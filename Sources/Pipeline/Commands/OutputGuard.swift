import Foundation
import Machine
import Runs

/// What a file that a person names for results must not be: what the command reads, a file of a run, or somebody
/// else's.
///
/// Devices, pipes and new names may always be written.
struct OutputGuard {
    /// Files the command reads.
    var inputs: [String] = []
    /// Endings of what the command writes: an existing file with one of them is replaced without a question.
    var endings: [String]
    /// How what the command writes begins: the same for a file of any name.
    var beginning: String
    /// Whether an existing file of another kind may be replaced.
    var replaces = false

    /// - Errors: `RunError.notReplaced` with what the file is
    func check(_ path: String) throws {
        guard path != "-", let status = Self.status(path), status.st_mode & S_IFMT == S_IFREG else { return }
        for input in inputs {
            guard let other = Self.status(input), other.st_dev == status.st_dev, other.st_ino == status.st_ino
            else { continue }
            throw RunError.notReplaced(
                path: path, reason: "it is the file that is read; name another one for the result")
        }
        if let run = Self.run(of: path) {
            throw RunError.notReplaced(
                path: path, reason: "it is a file of the run '\(run)', which only the run writes")
        }
        guard !replaces, status.st_size > 0 else { return }
        let ending = (path as NSString).pathExtension.lowercased()
        guard !endings.contains(ending), !Self.begins(path, with: beginning) else { return }
        throw RunError.notReplaced(
            path: path,
            reason:
                "it is there already and is no \(endings[0]) file; give another name, or --force to replace it"
        )
    }

    private static func status(_ path: String) -> stat? {
        var status = stat()
        return stat(path, &status) == 0 ? status : nil
    }

    /// The run a file belongs to.
    private static func run(of path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        let file = String(cString: real)
        let known =
            RunFile.all + RunFile.ofSomeModels + RunFile.reporting + [
                RunFile.labels, RunFile.foldsTable, RunFile.normsTable,
            ]
        let folder = file.parentPath
        for name in known where file.hasSuffix("/" + name) {
            let depth = name.split(separator: "/").count
            let above = depth == 1 ? folder : folder.parentPath
            if let run = try? RunDirectory(path: above), (try? run.requireMark()) != nil { return run.id }
        }
        return nil
    }

    private static func begins(_ path: String, with text: String) -> Bool {
        guard let file = FileHandle(forReadingAtPath: path) else { return false }
        defer { try? file.close() }
        let start = (try? file.read(upToCount: text.utf8.count)) ?? nil
        return start.map { String(decoding: $0, as: UTF8.self).lowercased() == text.lowercased() } ?? false
    }
}
