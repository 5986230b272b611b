import Data
import Foundation
import TestSupport
import Testing

/// Downloads from a server on this machine; nothing leaves it.
@Suite("Downloads", .serialized)
struct DownloadTests {
    private static let csv = Data("a,y\n1,2\n3,4\n".utf8)
    // printf 'a,y\n1,2\n3,4\n' | sha256sum
    private static let hash = "caaa92249a6f95367edbad1765983d001e57cf725e649489415f8828fd5b8446"

    private func pipeline(_ fields: String, _ folder: TemporaryFolder, allowed: Bool = true) throws
        -> DataPipeline
    {
        let section = try dataSection(
            "source: {type: csv, \(fields)}\ntarget: y", name: folder.file("spec.yaml"))
        let environment = DataEnvironment(
            dataFolder: folder.file("named"), cacheFolder: folder.file("cache"),
            downloadFolder: folder.file("downloads"), allowsDownload: allowed)
        return DataPipeline(section, seed: 1, environment: environment)
    }

    private func downloads(_ folder: TemporaryFolder) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder.file("downloads"))) ?? []
    }

    private func reason(_ pipeline: DataPipeline) -> DownloadError.Reason? {
        do {
            _ = try pipeline.prepare()
            return nil
        } catch {
            return (error as? DownloadError)?.reason
        }
    }

    @Test("a missing file is downloaded once, checked, and reported on the way")
    func success() throws {
        let server = try LoopbackServer(answer: LoopbackServer.answer(Self.csv))
        let folder = try TemporaryFolder()
        let pipeline = try pipeline(
            "path: gone.csv, url: \"\(server.url("x/data.csv?v=1"))\", sha256: \(Self.hash)", folder)
        let reports = Reports()
        let prepared = try pipeline.prepare { reports.add($0) }
        #expect(prepared[split: "train"]?.rows == 2)
        #expect(reports.all.last?.receivedBytes == 12)
        #expect(reports.all.last?.totalBytes == 12)
        #expect(downloads(folder).count == 1)
        #expect(downloads(folder).first?.hasSuffix("-data.csv") == true)
        #expect(try pipeline.prepare().isFromCache)
        #expect(server.requests == 1)
    }

    @Test("what a gzip file holds may be what the hash is of")
    func gzip() throws {
        let server = try LoopbackServer(answer: LoopbackServer.answer(try gzipped(Self.csv)))
        let folder = try TemporaryFolder()
        let pipeline = try pipeline("url: \"\(server.url("data.csv.gz"))\", sha256: \(Self.hash)", folder)
        #expect(try pipeline.prepare()[split: "train"]?.rows == 2)
    }

    @Test("a truncated download")
    func truncated() throws {
        let server = try LoopbackServer(answer: LoopbackServer.answer(Self.csv, length: 100))
        let folder = try TemporaryFolder()
        let found = reason(try pipeline("url: \"\(server.url("data.csv"))\"", folder))
        #expect(found == .truncated(received: 12, expected: 100))
        #expect(downloads(folder).isEmpty)
    }

    @Test("a download with another hash")
    func wrongHash() throws {
        let server = try LoopbackServer(answer: LoopbackServer.answer(Data("a,y\n1,2\n3,5\n".utf8)))
        let folder = try TemporaryFolder()
        let found = reason(try pipeline("url: \"\(server.url("data.csv"))\", sha256: \(Self.hash)", folder))
        guard case .wrongHash(let expected, _)? = found else {
            Issue.record("found \(String(describing: found))")
            return
        }
        #expect(expected == Self.hash)
        #expect(downloads(folder).isEmpty)
    }

    @Test("a refused connection, a page that is not there, a name that is not, downloads switched off")
    func refused() throws {
        let folder = try TemporaryFolder()
        let server = try LoopbackServer(
            answer: LoopbackServer.answer(Data("no".utf8), status: "404 Not Found"))
        #expect(reason(try pipeline("url: \"\(server.url("data.csv"))\"", folder)) == .status(404))
        let off = try pipeline("url: \"\(server.url("data.csv"))\"", folder, allowed: false)
        #expect(reason(off) == .notAllowed)
        let url = server.url("data.csv")
        server.stop()
        guard case .unreachable(let words)? = reason(try pipeline("url: \"\(url)\"", folder)) else {
            Issue.record("a stopped server was reached")
            return
        }
        #expect(!words.isEmpty)
        #expect(downloads(folder).isEmpty)
    }

    @Test("a server that sends the request on to another address")
    func redirected() throws {
        let server = try LoopbackServer(answer: LoopbackServer.answer(Self.csv))
        let first = try LoopbackServer(answer: LoopbackServer.redirect(to: server.url("data.csv")))
        let folder = try TemporaryFolder()
        let pipeline = try pipeline("url: \"\(first.url("old.csv"))\", sha256: \(Self.hash)", folder)
        #expect(try pipeline.prepare()[split: "train"]?.rows == 2)
        #expect(first.requests == 1)
        #expect(server.requests == 1)
    }

    @Test("a server that sends the request to a file is not followed")
    func redirectedToFile() throws {
        let server = try LoopbackServer(answer: LoopbackServer.redirect(to: "file:///etc/hostname"))
        let folder = try TemporaryFolder()
        #expect(reason(try pipeline("url: \"\(server.url("data.csv"))\"", folder)) == .status(302))
        #expect(downloads(folder).isEmpty)
    }

    @Test(
        "what is no whole file is refused and not kept",
        arguments: [
            ("204 No Content", "", DownloadError.Reason.status(204)),
            ("206 Partial Content", "a,y\n1,2\n", .status(206)),
            ("200 OK", "", .empty),
            ("200 OK", "\n <!DOCTYPE html><html><body>Please log in</body></html>", .page),
            ("200 OK", "<html>\n", .page), ("503 Service Unavailable", "a,y\n1,2\n", .status(503)),
        ])
    func noFile(status: String, body: String, expected: DownloadError.Reason) throws {
        let server = try LoopbackServer(answer: LoopbackServer.answer(Data(body.utf8), status: status))
        let folder = try TemporaryFolder()
        #expect(reason(try pipeline("url: \"\(server.url("data.csv"))\"", folder)) == expected)
        #expect(downloads(folder).isEmpty)
    }

    @Test("a server that sends the request on to itself is left")
    func redirectedForEver() throws {
        let server = try LoopbackServer(answer: LoopbackServer.redirect(to: "/again.csv"))
        let folder = try TemporaryFolder()
        #expect(reason(try pipeline("url: \"\(server.url("data.csv"))\"", folder)) == .redirects)
        #expect(server.requests < 20)
    }

    @Test("a downloaded file that cannot be read is named as one that may be deleted")
    func unreadable() throws {
        let server = try LoopbackServer(answer: LoopbackServer.answer(Data("a,y\n1\n".utf8)))
        let folder = try TemporaryFolder()
        let pipeline = try pipeline("url: \"\(server.url("data.csv"))\"", folder)
        let text = errorText { _ = try pipeline.prepare() }
        #expect(text.contains("-data.csv:2: error: 1 field where there are 2 columns"))
        #expect(text.contains("the file was downloaded; delete it, and it is fetched again"))
    }

    @Test("neither user nor password of an address is shown")
    func passwords() {
        let error = DownloadError(url: "https://me:s3cret@host/a.csv?x=1@2", .status(401))
        #expect(!error.description.contains("s3cret") && !error.description.contains("me:"))
        #expect(error.description.contains("https://***@host/a.csv?x=1@2"))
    }

    @Test("a machine without libcurl says what to install")
    func noLibrary() {
        let error = DownloadError(
            url: "http://a/b.csv", .noLibrary("libcurl.so.4: cannot open shared object file"))
        let text = """
            cannot download http://a/b.csv: libcurl, which downloads, cannot be loaded (libcurl.so.4: cannot open \
            shared object file)
              help: install libcurl (Debian: libcurl4), or put the file into the folder named by ASSAY_DATA
            """
        #expect(error.description == text)
    }

    @Test("the folder named by ASSAY_DATA comes before the network; another hash there is an error")
    func dataFolder() throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.csv, to: "named/data.csv")
        #expect(
            try pipeline("path: sub/data.csv, sha256: \(Self.hash)", folder).prepare()[split: "train"]?.rows
                == 2)
        let other = String(repeating: "0", count: 64)
        let text = errorText { _ = try pipeline("path: data.csv, sha256: '\(other)'", folder).prepare() }
        #expect(text.hasPrefix("wrong-hash: the sha256 of "))
    }

    @Test("a file that is nowhere")
    func nowhere() throws {
        let folder = try TemporaryFolder()
        let pipeline = try pipeline("path: gone.csv", folder)
        #expect(errorText { _ = try pipeline.prepare() } == "missing-file: there is no file 'gone.csv'")
        #expect(errorText { _ = try pipeline.plan() } == "missing-file: there is no file 'gone.csv'")
    }
}

private final class Reports: @unchecked Sendable {
    private let lock = NSLock()
    private var reports: [DataProgressReport] = []

    func add(_ report: DataProgressReport) { lock.withLock { reports.append(report) } }
    var all: [DataProgressReport] { lock.withLock { reports } }
}
