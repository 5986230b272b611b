import Foundation

/// `labels.json`: what a person thinks of a run. Never written by the run itself.
package struct RunLabels: Codable, Equatable, Sendable {
    /// Short words to filter by, in the order they were given, each once.
    package var labels: [String]
    package var note: String?

    package init(labels: [String] = [], note: String? = nil) {
        self.labels = labels
        self.note = note
    }

    package var isEmpty: Bool { labels.isEmpty && note == nil }

    /// Adds a label unless it is there.
    package mutating func add(_ label: String) {
        if !labels.contains(label) { labels.append(label) }
    }

    package mutating func remove(_ label: String) {
        labels.removeAll { $0 == label }
    }
}

extension RunDirectory {
    /// The labels of the run; none when there is no file.
    ///
    /// - Errors: `RunError.damaged` when the file is not what this program writes
    package func labels() throws -> RunLabels {
        guard exists(RunFile.labels) else { return RunLabels() }
        return try RunJSON.decode(RunLabels.self, from: file(RunFile.labels))
    }

    /// Replaces the labels; none at all removes the file.
    package func write(_ labels: RunLabels) throws {
        guard !labels.isEmpty else {
            remove(RunFile.labels)
            return
        }
        try replace(RunFile.labels, with: try RunJSON.encode(labels))
    }
}
