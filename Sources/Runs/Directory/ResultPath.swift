import Foundation

/// What runs and sweeps have in common as folders with names: paths, the link `latest`, and which is the newest.
package enum ResultPath {
    /// A path without slashes at its end; `.` and a path that ends in dots as the folder they lead to.
    ///
    /// Links are left as they are: what is said about a path, and what is removed, is what was named.
    static func plain(_ path: String) -> String {
        var text = Substring(path)
        while text.count > 1, text.hasSuffix("/") { text.removeLast() }
        guard let last = text.split(separator: "/").last, last == "." || last == "..",
            let real = realpath(String(text), nil)
        else { return String(text) }
        defer { free(real) }
        return String(cString: real)
    }

    /// A path that ends in the link `latest` as the directory it leads to; another one as it is.
    package static func resolvingLatest(_ path: String) -> String {
        let path = plain(path)
        guard (path as NSString).lastPathComponent == "latest" else { return path }
        return RunIndex.resolvingLink(path)
    }

    /// The name that the link `latest` of a folder holds, if it is there.
    static func linkedLatest(in folder: String) -> String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: folder + "/latest")
    }

    /// Whether the path itself is a link, whatever it leads to.
    package static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    /// The names a text means: the full name, else those that begin with it or end in it as in their last six digits.
    static func matches(of text: String, among names: [String]) -> [String] {
        guard !text.isEmpty else { return [] }
        if names.contains(text) { return [text] }
        return names.filter { $0.hasPrefix(text) || $0.hasSuffix("-" + text) }
    }

    /// The widest span between two clocks that show local times of the same moment, with the hours of summer.
    private static let clockSpan: Int64 = 27 * 3_600_000

    /// The name whose directory was made last, by the moment inside it.
    ///
    /// Names begin with local times, so only those within a day of the largest can be the newest, and only these are
    /// opened.
    ///
    /// - Parameter created: when the directory of a name was made; nil where that cannot be read, and its name counts
    static func newest(among names: [String], created: (String) -> RunTime?) -> String? {
        let stamps = names.map { RunName.stamp(of: $0)?.milliseconds }
        let last = stamps.compactMap { $0 }.max() ?? 0
        let candidates = zip(names, stamps).filter { $0.1 == nil || last - ($0.1 ?? 0) <= clockSpan }
        let dated = candidates.map { name, stamp in
            (name: name, time: created(name)?.milliseconds ?? stamp ?? 0)
        }
        return dated.max { ($0.time, $0.name) < ($1.time, $1.name) }?.name
    }

    /// Points `latest` to another one when what it pointed to is gone.
    static func repairLatest(in folder: String, newest: () -> String?) {
        guard let target = linkedLatest(in: folder),
            !FileManager.default.fileExists(atPath: folder + "/" + target)
        else { return }
        if let newest = newest() {
            RunDirectory.pointLatest(in: folder, to: newest)
        } else {
            unlink(folder + "/latest")
        }
    }
}
