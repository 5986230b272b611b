import Foundation

/// The files of a folder and the folders below it.
package enum FolderOfFiles {
    /// The source that reads the files of a folder, by its name; nil for what is no folder, or has no such files.
    package static func source(of path: String) -> String? {
        guard isFolder(path) else { return nil }
        let members = sourceFamily.members.compactMap { $0 as? any ColumnarSourceFile.Type }
        return members.first { !files(in: path, endings: $0.endings).isEmpty }?.name
    }

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && FileKind(mode: status.st_mode) == .directory
    }

    /// Those whose names end so, in the order of their paths; hidden ones, and notes such as `_SUCCESS`, are left out.
    static func files(in folder: String, endings: [String], depth: Int = 0) -> [String] {
        // Links may lead in a circle.
        guard depth < 16 else { return [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { !$0.hasPrefix("_") && !$0.hasPrefix(".") }.sorted().flatMap { name in
            let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
            if isFolder(path) { return files(in: path, endings: endings, depth: depth + 1) }
            let ending = (name as NSString).pathExtension.lowercased()
            return endings.contains(ending) ? [path] : []
        }
    }
}
