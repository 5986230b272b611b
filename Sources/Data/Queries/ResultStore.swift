import Foundation
import Synchronization

/// The result of a query as it lies in the cache.
struct KeptResult: Codable, Equatable, Sendable {
    /// The name of its file.
    var file: String
    var sha256: String
    var form: ResultForm
    /// Seconds since 1970 at which the answer began.
    var time: Double
}

/// Results of queries and commands: files of delimited text beside what is known of them, by what was asked and what
/// came.
///
///     <folder>/<question: 16 digits>-<SHA-256 of the bytes: 32 digits>.csv      and .json
///
/// A process asks once: whatever it does afterwards sees the same rows. A run that goes on begins with the rows it was
/// made of, as long as they are here. Files are never changed.
package struct ResultStore: Sendable {
    let folder: String
    private static let inUse = Mutex<[String: KeptResult]>([:])

    init(_ environment: DataEnvironment) { folder = environment.answersFolder }

    func path(of result: KeptResult) -> String { folder + "/" + result.file }

    /// What this process was answered before.
    ///
    /// - Parameter state: of what is asked, where that can be told; another one makes the answer an old one
    func current(_ question: String, state: String) -> KeptResult? {
        let known = Self.inUse.withLock { $0[folder + "\n" + question + "\n" + state] }
        return known.flatMap { isThere($0) ? $0 : nil }
    }

    /// Makes this process ask again, as another one would.
    package static func forget() { inUse.withLock { $0 = [:] } }

    /// From now on the answer of this process.
    func use(_ result: KeptResult, for question: String, state: String) {
        Self.inUse.withLock { $0[folder + "\n" + question + "\n" + state] = result }
    }

    /// The result with one of these hashes: what a run was made of.
    func recorded(_ question: String, among hashes: [String]) -> KeptResult? {
        guard !hashes.isEmpty else { return nil }
        if let result = all(question).first(where: { hashes.contains($0.sha256) }) { return result }
        // The same rows from elsewhere: the address of a database may have changed since.
        guard hashes.count == 1 else { return nil }
        return all("").first { hashes.contains($0.sha256) }
    }

    /// The last answer that was given within so many seconds.
    func newest(_ question: String, within seconds: Double = .infinity) -> KeptResult? {
        let oldest = Date().timeIntervalSince1970 - seconds
        return all(question).filter { $0.time >= oldest }.max { $0.time < $1.time }
    }

    /// Takes a complete file in.
    ///
    /// - Errors: `DataFileError` when the folder cannot be written
    func keep(_ file: ResultFile, form: ResultForm, question: String, began: Date) throws -> KeptResult {
        let sha256 = file.finish()
        let stem = Self.stem(question) + "-" + sha256.prefix(32)
        let result = KeptResult(
            file: stem + ".csv", sha256: sha256, form: form, time: began.timeIntervalSince1970)
        guard rename(file.path, path(of: result)) == 0 else {
            throw DataFileError(
                file: path(of: result), "cannot be written: \(String(cString: strerror(errno)))")
        }
        let record = try JSONEncoder().encode(result)
        try AtomicFile.write([UInt8](record), to: folder + "/" + stem + ".json")
        cutBack()
        return result
    }

    /// Old answers that no process is likely to be reading.
    private static let dayOld = 86_400.0

    /// Removes the oldest answers while all of them take more than prepared data may.
    private func cutBack() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        var entries: [(path: String, bytes: Int, age: Double)] = []
        let now = Date().timeIntervalSince1970
        for name in names where name.hasSuffix(".csv") {
            var status = stat()
            guard stat(folder + "/" + name, &status) == 0 else { continue }
            entries.append((folder + "/" + name, Int(status.st_size), now - Double(status.st_mtim.tv_sec)))
        }
        var bytes = entries.reduce(0) { $0 + $1.bytes }
        for entry in entries.sorted(by: { $0.age > $1.age }) where entry.age > Self.dayOld {
            guard bytes > PreparedCache.sizeLimit else { return }
            unlink(entry.path)
            unlink(entry.path.dropLast(4) + ".json")
            bytes -= entry.bytes
        }
    }

    /// - Parameter question: empty for the answers to all
    private func all(_ question: String) -> [KeptResult] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let stem = question.isEmpty ? "" : Self.stem(question) + "-"
        return names.filter { $0.hasPrefix(stem) && $0.hasSuffix(".json") }.sorted().compactMap { name in
            guard let data = FileManager.default.contents(atPath: folder + "/" + name),
                let result = try? JSONDecoder().decode(KeptResult.self, from: data),
                result.file == name.dropLast(5) + ".csv", isThere(result)
            else { return nil }
            return result
        }
    }

    private func isThere(_ result: KeptResult) -> Bool {
        FileManager.default.fileExists(atPath: path(of: result))
    }

    private static func stem(_ question: String) -> Substring { question.prefix(16) }
}

extension DataEnvironment {
    /// Where results of queries and commands are kept.
    package var answersFolder: String {
        AtomicFile.parent(of: cacheFolder ?? downloadFolder) + "/answers"
    }
}
