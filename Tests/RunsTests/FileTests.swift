import Foundation
import Runs
import Synchronization
import Testing

/// Throws at the n-th moment and at every later one, as a killed process would never do anything again.
final class CrashingGate: WriteGate {
    struct Crash: Error {}
    private let passed = Atomic(0)
    private let limit: Int

    init(after limit: Int) {
        self.limit = limit
    }

    func pass(_ moment: WriteMoment, path: String) throws {
        if passed.add(1, ordering: .relaxed).newValue > limit { throw Crash() }
    }
}

func withTemporaryFolder(_ body: (String) throws -> Void) throws {
    let folder = NSTemporaryDirectory() + "/assay-runs-tests-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
}

func text(of path: String) -> String? {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
}

@Suite("Files of a run")
struct FileTests {
    @Test("A replaced file holds the old or the new content after a crash at any moment", arguments: 0..<4)
    func atomicReplacement(moment: Int) throws {
        try withTemporaryFolder { folder in
            let path = folder + "/file"
            try AtomicFile().write("old", to: path)
            let result = Result { try AtomicFile(gate: CrashingGate(after: moment)).write("new", to: path) }
            // Moments: before the temporary file, before the rename, after the rename.
            #expect(text(of: path) == (moment < 2 ? "old" : "new"))
            if moment == 3 { #expect(throws: Never.self) { try result.get() } }
        }
    }

    @Test("Appended rows reach the file with flush, in order")
    func appending() throws {
        try withTemporaryFolder { folder in
            let file = try AppendFile(path: folder + "/rows", cutTo: 0)
            file.append("one\n")
            #expect(text(of: file.path) == "")
            file.append("two\n")
            try file.flush()
            #expect(text(of: file.path) == "one\ntwo\n")
            #expect(file.length == 8)
        }
    }

    @Test("Opening cuts the rows written after the checkpoint, torn ones included")
    func cutting() throws {
        try withTemporaryFolder { folder in
            try Data("a,b\n1,2\n3,".utf8).write(to: URL(fileURLWithPath: folder + "/rows"))
            let file = try AppendFile(path: folder + "/rows", cutTo: 4)
            file.append("5,6\n")
            try file.sync()
            #expect(text(of: file.path) == "a,b\n5,6\n")
        }
    }

    @Test("A file shorter than its checkpoint is reported")
    func tooShort() throws {
        try withTemporaryFolder { folder in
            #expect(
                throws: RunError.damaged(
                    path: folder + "/rows", reason: "it has 0 bytes, the checkpoint was written when it had 9"
                )
            ) {
                _ = try AppendFile(path: folder + "/rows", cutTo: 9)
            }
        }
    }

    @Test("A folder that cannot be written gives the system's reason")
    func unwritable() {
        #expect(throws: RunError.system(action: "write", path: "/proc/none/file", code: ENOENT)) {
            try AtomicFile().write("x", to: "/proc/none/file")
        }
    }
}
