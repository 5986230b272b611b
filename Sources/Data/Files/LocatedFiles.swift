/// Data that have been found.
package struct LocatedSource: Sendable, Equatable {
    /// Every file, with the SHA-256 of its content as it lies there; none where the data are generated.
    package var files: [SourceRecord]
    /// What the parts found, in their order, for a source made of others.
    package var parts: [LocatedSource]
    /// The files as they were when their hashes were known, by path.
    private var seen: [String: Seen] = [:]

    /// Files that were fetched, by path.
    private(set) var downloads: Set<String> = []
    /// What the text of a query's result does not say, and what people call it; nil for files.
    private(set) var form: ResultForm?
    private var labels: [String: String] = [:]

    private struct Seen: Equatable {
        var stamp: FileStamp?
        /// Whether a change since then is sure to show in the stamp.
        var isSettled: Bool
    }

    package init(files: [SourceRecord], parts: [LocatedSource] = []) {
        self.files = files
        self.parts = parts
    }

    init(path: String, _ known: FileHashMemo.Known, isDownload: Bool = false) {
        self.init(files: [SourceRecord(path: path, sha256: known.sha256)])
        if isDownload { downloads = [path] }
        seen[path] = Seen(stamp: known.stamp, isSettled: known.isSettled)
    }

    /// Several files of one source.
    init(files: [(path: String, known: FileHashMemo.Known)]) {
        self.init(files: files.map { SourceRecord(path: $0.path, sha256: $0.known.sha256) })
        for file in files {
            seen[file.path] = Seen(stamp: file.known.stamp, isSettled: file.known.isSettled)
        }
    }

    /// The result of a query, which nobody changes.
    init(result path: String, sha256: String, form: ResultForm, label: String, stamp: FileStamp?) {
        self.init(files: [SourceRecord(path: path, sha256: sha256)])
        self.form = form
        labels = [path: label]
        if let stamp = stamp ?? FileStamp(path: path) { seen[path] = Seen(stamp: stamp, isSettled: true) }
    }

    /// A source made of others.
    package init(parts: [LocatedSource]) {
        self.init(files: parts.flatMap(\.files), parts: parts)
        for part in parts {
            seen.merge(part.seen) { first, _ in first }
            downloads.formUnion(part.downloads)
            labels.merge(part.labels) { first, _ in first }
        }
    }

    /// The first file.
    package var path: String { files.first?.path ?? "" }

    /// What people call the first file.
    package var name: String { labels[path] ?? path }

    /// The files as people know them: a result by its query.
    package var records: [SourceRecord] {
        files.map { SourceRecord(path: labels[$0.path] ?? $0.path, sha256: $0.sha256) }
    }

    /// Identifies the content of all files, in their order.
    package var sha256: String {
        let marks = marks
        if files.count == 1, marks.isEmpty, let file = files.first { return file.sha256 }
        return FileHash.ofText((files.map(\.sha256) + marks).joined(separator: "\n"))
    }

    /// What the bytes of results do not say.
    private var marks: [String] {
        (form?.mark.map { ["form", $0] } ?? [])
            + parts.enumerated().flatMap { index, part in
                part.marks.isEmpty ? [] : ["part \(index)"] + part.marks
            }
    }

    /// Makes sure that what was read since is what the hashes are of.
    ///
    /// - Errors: `DataFileError` for a file that has changed
    func checkUnchanged() throws {
        for file in files {
            guard let known = seen[file.path] else { continue }
            guard FileStamp(path: file.path) == known.stamp else { throw Self.changed(file.path) }
            if !known.isSettled, try FileHash.ofFile(file.path) != file.sha256 {
                throw Self.changed(file.path)
            }
        }
    }

    static func changed(_ path: String) -> DataFileError {
        DataFileError(
            file: path, "changed while it was read", help: "start again when nothing writes to it any more")
    }
}
