import Foundation

/// The folder as the system shows it, asked in ways that make a network file system look again.
package struct DirectView: FolderView {
    package init() {}

    /// A file of one's own that comes and goes changes the folder, so that a kernel's list of its names is read anew.
    package func names(in folder: String) -> [String] {
        if isShared(folder) {
            let path = "\(folder)/.look-\(getpid())-\(UInt32.random(in: .min ... .max))"
            let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            if descriptor >= 0 {
                close(descriptor)
                unlink(path)
            }
        }
        return (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }

    /// A file that is opened anew has everything that was written before it was closed or synced.
    package func contents(of path: String, from start: Int, count limit: Int) throws -> Data? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ESTALE { return nil }
            throw RunError.system(action: "read", path: path, code: errno)
        }
        defer { close(descriptor) }
        var data = Data()
        var part = [UInt8](repeating: 0, count: min(limit, 1 << 16))
        var position = start
        while data.count < limit {
            let count = pread(descriptor, &part, min(part.count, limit - data.count), off_t(position))
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == ESTALE { return nil }
            guard count >= 0 else { throw RunError.system(action: "read", path: path, code: errno) }
            if count == 0 { return data }
            data.append(contentsOf: part[..<count])
            position += count
        }
        return data
    }

    /// Where files cannot have two names, a new file with the same content stands for the second one.
    package func link(_ original: String, to path: String) throws -> Bool {
        if Foundation.link(original, path) == 0 { return true }
        switch errno {
        case EEXIST: return false
        case EPERM, EOPNOTSUPP, ENOSYS, EMLINK, EINVAL, EXDEV: return try copy(original, to: path)
        case let code: throw RunError.system(action: "create", path: path, code: code)
        }
    }

    package func copy(_ original: String, to path: String) throws -> Bool {
        let data = try RunJSON.contents(of: original)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            if errno == EEXIST { return false }
            throw RunError.system(action: "create", path: path, code: errno)
        }
        defer { close(descriptor) }
        do {
            try writeAll(data, to: descriptor, path: path)
        } catch {
            unlink(path)
            throw error
        }
        return true
    }

    /// A time that is left out is the server's, not this machine's.
    package func touch(_ path: String) -> ServerTime? {
        guard utimensat(AT_FDCWD, path, nil, 0) == 0 else { return nil }
        return touched(path)
    }

    package func touched(_ path: String) -> ServerTime? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        return ServerTime(
            milliseconds: Int64(status.st_mtim.tv_sec) * 1000 + Int64(status.st_mtim.tv_nsec) / 1_000_000)
    }

    package func remove(_ path: String) { unlink(path) }

    package func isShared(_ folder: String) -> Bool { MountTable.isShared(folder) }
}
