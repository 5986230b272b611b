import Data
import Foundation
import TestSupport
import Testing

/// What is hashed is what is read, and only files are read.
@Suite("Files that change and things that are no files")
struct FileIdentityTests {
    private static let yaml = "source: {csv: data.csv}\ntarget: y"

    private func setTimes(_ path: String, _ seconds: Int) {
        let time = timespec(tv_sec: seconds, tv_nsec: 0)
        var times = [time, time]
        utimensat(AT_FDCWD, path, &times, 0)
    }

    @Test("a file with the size, the times and the inode of the one before is hashed anew")
    func sameTimes() throws {
        let data = try TestData(csv: "x,y\n1,2\n")
        let path = data.folder.file("data.csv")
        setTimes(path, 1_600_000_000)
        // The file must have been left alone for two seconds to be remembered.
        Thread.sleep(forTimeInterval: 2.1)
        let first = try data.prepare(Self.yaml)
        let handle = try #require(FileHandle(forWritingAtPath: path))
        handle.write(Data("x,y\n1,3\n".utf8))
        try handle.close()
        setTimes(path, 1_600_000_000)
        let second = try data.prepare(Self.yaml)
        #expect(first.sources != second.sources)
        #expect(!second.isFromCache)
    }

    @Test("a hash that is given is compared with the bytes")
    func givenHash() throws {
        let data = try TestData(csv: "a,y\n1,2\n3,4\n")
        // printf 'a,y\n1,2\n3,4\n' | sha256sum
        let yaml =
            "source: {csv: {path: data.csv, sha256: caaa92249a6f95367edbad1765983d001e57cf725e649489415f8828fd5b8446}}\n"
            + "target: y"
        _ = try data.prepare(yaml)
        try data.folder.write("a,y\n1,2\n3,5\n", to: "data.csv")
        #expect(errorText { _ = try data.prepare(yaml) }.hasPrefix("wrong-hash"))
        #expect(errorText { _ = try data.pipeline(yaml).plan() }.hasPrefix("wrong-hash"))
    }

    @Test("a file that is another one after it was read is an error, whenever it changed")
    func changed() throws {
        let data = try TestData(csv: "x,y\n1,2\n")
        let section = try dataSection(Self.yaml, name: data.folder.file("spec.yaml"))
        let source = try #require(section.source?.value)
        let located = try #require(try source.located(in: data.environment))
        try data.folder.write("x,y\n1,3\n", to: "data.csv")
        #expect(errorText { _ = try source.read(located) }.contains("changed while it was read"))
    }

    @Test("pipes, devices, folders, links in a circle: a sentence at once")
    func noFiles() throws {
        let folder = try TemporaryFolder()
        mkfifo(folder.file("pipe.csv"), 0o600)
        try FileManager.default.createDirectory(
            atPath: folder.file("folder.csv"), withIntermediateDirectories: false)
        symlink("loop.csv", folder.file("loop.csv"))
        let expected = [
            (folder.file("pipe.csv"), "is a pipe, which can be read only once"),
            (folder.file("folder.csv"), "is a directory"),
            (folder.file("loop.csv"), "links lead in a circle"),
            ("/dev/zero", "is a device"), ("/dev/null", "is a device"),
        ]
        for (path, words) in expected {
            let section = try dataSection("source: {csv: \(path)}\ntarget: y", name: folder.file("spec.yaml"))
            let environment = DataEnvironment(cacheFolder: nil, downloadFolder: folder.file("downloads"))
            let pipeline = DataPipeline(section, seed: 1, environment: environment)
            let start = ContinuousClock.now
            for text in [errorText { _ = try pipeline.plan() }, errorText { _ = try pipeline.prepare() }] {
                #expect(text.contains(words), "\(path): \(text)")
            }
            #expect(start.duration(to: .now) < .seconds(5))
        }
    }

    @Test("new rows may come out of a pipe, which is read once")
    func pipe() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("pipe.csv")
        mkfifo(path, 0o600)
        Thread.detachNewThread {
            guard let handle = FileHandle(forWritingAtPath: path) else { return }
            handle.write(Data("x,y\n1,2\n3,4\n".utf8))
            try? handle.close()
        }
        let reader = try CSVChunkReader(path: path)
        reader.chooseColumns(["x": .number])
        #expect(numbers(try #require(try reader.next(10)), "x") == [1, 3])
    }

    @Test("a whole number that a double cannot hold has a content key of its own")
    func keys() throws {
        let data = try TestData(csv: "")
        let keys = try [9_007_199_254_740_992, 9_007_199_254_740_993].map { seed in
            try data.prepare("source: {linear: {rows: 8, seed: \(seed)}}\ntarget: y").key
        }
        #expect(keys[0] != keys[1])
    }
}
