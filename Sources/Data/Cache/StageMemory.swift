import Synchronization

/// Stages of preparations in memory, by content key: the trials of a sweep that changes a step share what comes before
/// it, however quick that was, where the cache on disk keeps only what took long.
///
/// Kept are the stages used last, as long as together they take at most the given number of bytes. Columns that a step
/// leaves alone are in memory once but count in every stage. Stages with tensors are not kept.
///
/// Lifetime: as long as the sweep; may be used by several threads.
package final class StageMemory: Sendable {
    private struct Entry {
        var key: String
        var stage: PreparationStage
        var bytes: Int
    }

    /// What was done instead of found.
    package struct Work: Sendable, Equatable {
        package var sourcesRead = 0
        package var stepsRun = 0
    }

    private struct Content {
        /// Used last is last.
        var entries: [Entry] = []
        var work = Work()
    }

    private let limit: Int
    /// So that looking for a stage does not take longer with every one that was kept.
    private static let mostEntries = 256
    private let content = Mutex(Content())

    /// - Parameter limit: bytes
    package init(limit: Int) { self.limit = limit }

    /// The preparations' work so far.
    package var work: Work { content.withLock { $0.work } }

    func stage(_ key: String) -> PreparationStage? {
        content.withLock { content in
            guard let place = content.entries.firstIndex(where: { $0.key == key }) else { return nil }
            let entry = content.entries.remove(at: place)
            content.entries.append(entry)
            return entry.stage
        }
    }

    func keep(_ stage: PreparationStage, _ key: String) {
        guard let bytes = TableFile.byteCount(stage.table), bytes <= limit else { return }
        content.withLock { content in
            content.entries.removeAll { $0.key == key }
            content.entries.append(Entry(key: key, stage: stage, bytes: bytes))
            while content.entries.count > Self.mostEntries
                || content.entries.reduce(0, { $0 + $1.bytes }) > limit
            {
                content.entries.removeFirst()
            }
        }
    }

    func noteSource() { content.withLock { $0.work.sourcesRead += 1 } }
    func noteStep() { content.withLock { $0.work.stepsRun += 1 } }
}
