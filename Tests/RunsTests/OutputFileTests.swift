import Foundation
import Runs
import Testing

/// What a person names as an output stays what it is: a link a link, a pipe a pipe, a private file private.
@Suite("Named outputs")
struct OutputFileTests {
    private func mode(_ path: String) -> mode_t {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode : 0
    }

    private func kind(_ path: String) -> mode_t { mode(path) & S_IFMT }

    private func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    @Test("A new file has the mode the mask leaves; one that is there keeps its own")
    func modes() throws {
        try withTemporaryFolder { folder in
            try OutputFile.write("one", to: folder + "/new")
            #expect(mode(folder + "/new") & 0o777 == 0o666 & ~mask())
            try OutputFile.write("one", to: folder + "/private")
            chmod(folder + "/private", 0o600)
            try OutputFile.write("two", to: folder + "/private")
            #expect(mode(folder + "/private") & 0o777 == 0o600)
            #expect(text(of: folder + "/private") == "two")
            try AtomicFile().write("three", to: folder + "/private")
            #expect(mode(folder + "/private") & 0o777 == 0o600)
            #expect(try names(folder) == ["new", "private"])
        }
    }

    private func mask() -> mode_t {
        let current = umask(0)
        umask(current)
        return current
    }

    @Test("Through links the target is replaced or made; the links stay")
    func links() throws {
        try withTemporaryFolder { folder in
            let manager = FileManager.default
            try manager.createDirectory(atPath: folder + "/disk", withIntermediateDirectories: true)
            try Data("old".utf8).write(to: URL(fileURLWithPath: folder + "/disk/real"))
            try manager.createSymbolicLink(atPath: folder + "/disk/near", withDestinationPath: "real")
            try manager.createSymbolicLink(atPath: folder + "/far", withDestinationPath: "disk/near")
            try manager.createSymbolicLink(atPath: folder + "/open", withDestinationPath: "disk/later")
            try OutputFile.write("new", to: folder + "/far")
            try OutputFile.write("made", to: folder + "/open")
            #expect(text(of: folder + "/disk/real") == "new")
            #expect(text(of: folder + "/disk/later") == "made")
            #expect(
                [folder + "/far", folder + "/open", folder + "/disk/near"].allSatisfy { kind($0) == S_IFLNK })
            #expect(try names(folder + "/disk") == ["later", "near", "real"])
        }
    }

    @Test("What was there stays until the new content is complete")
    func incomplete() throws {
        try withTemporaryFolder { folder in
            try OutputFile.write("old", to: folder + "/file")
            var file: OutputFile? = try OutputFile(path: folder + "/file")
            try file?.write(Array("new".utf8))
            #expect(text(of: folder + "/file") == "old")
            file = nil
            #expect(text(of: folder + "/file") == "old")
            #expect(try names(folder) == ["file"])
        }
    }

    @Test("A pipe is written and stays one; a reader that goes away is no error")
    func pipes() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/pipe"
            #expect(mkfifo(path, 0o600) == 0)
            // A descriptor for both ends lets this thread read and write.
            let ends = open(path, O_RDWR | O_NONBLOCK)
            try OutputFile.write("rows\n", to: path)
            var bytes = [UInt8](repeating: 0, count: 16)
            #expect(read(ends, &bytes, 16) == 5)
            #expect(kind(path) == S_IFIFO)
            close(ends)

            signal(SIGPIPE, SIG_IGN)
            var pair: [Int32] = [0, 0]
            #expect(pipe(&pair) == 0)
            let file = try OutputFile(path: "/dev/fd/\(pair[1])")
            try file.write([1, 2, 3])
            #expect(read(pair[0], &bytes, 16) == 3)
            close(pair[0])
            #expect(throws: OutputFile.ReaderIsGone.self) { try file.write([4]) }
            close(pair[1])
        }
    }

    @Test("A device is written and stays one; a full one is an error", .enabled(if: getuid() == 0))
    func devices() throws {
        try withTemporaryFolder { folder in
            // Character devices 1, 3 and 1, 7 of Linux: what /dev/null and /dev/full are.
            for (name, number) in [("null", 3), ("full", 7)] {
                guard mknod(folder + "/" + name, S_IFCHR | 0o666, dev_t(256 + number)) == 0 else { return }
            }
            try OutputFile.write("rows", to: folder + "/null")
            #expect(throws: RunError.system(action: "write", path: folder + "/full", code: ENOSPC)) {
                try OutputFile.write("rows", to: folder + "/full")
            }
            #expect(kind(folder + "/null") == S_IFCHR && kind(folder + "/full") == S_IFCHR)
            #expect(try names(folder) == ["full", "null"])
        }
    }

    @Test("A folder, and a name in a folder that is not there, are errors with the system's reason")
    func impossible() throws {
        try withTemporaryFolder { folder in
            #expect(throws: RunError.system(action: "write", path: folder, code: EISDIR)) {
                try OutputFile.write("x", to: folder)
            }
            #expect(throws: RunError.system(action: "write", path: folder + "/none/x", code: ENOENT)) {
                try OutputFile.write("x", to: folder + "/none/x")
            }
        }
    }
}
