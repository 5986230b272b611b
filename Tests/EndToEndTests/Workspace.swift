import Foundation

/// A folder of one test, removed when the test is done.
final class Workspace {
    let path: String
    private var files = 0

    init() throws {
        path = NSTemporaryDirectory() + "assay-end-to-end-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Prepared data, shared by all tests so that a data set is prepared once; emptied when the process ends.
    static let sharedCache: String = {
        let folder =
            NSTemporaryDirectory() + "assay-end-to-end-cache-\(ProcessInfo.processInfo.processIdentifier)"
        atexit { try? FileManager.default.removeItem(atPath: Workspace.sharedCache) }
        return folder
    }()

    /// A name that no file of the folder has yet.
    func freshFile(_ name: String) -> String {
        files += 1
        return "\(path)/\(name)-\(files)"
    }

    /// Writes a file and returns its path.
    func write(_ text: String, to name: String) throws -> String {
        let file = path + "/" + name
        try Data(text.utf8).write(to: URL(filePath: file))
        return file
    }

    /// The run directories below `runs`, oldest first.
    func runDirectories(in folder: String = "runs") -> [RunFiles] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)")) ?? []
        return names.filter { $0 != "latest" && !$0.hasPrefix(".") }.sorted().map {
            RunFiles(path: "\(path)/\(folder)/\($0)")
        }
    }
}
