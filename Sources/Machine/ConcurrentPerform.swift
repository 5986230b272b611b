import Dispatch
import Synchronization

/// Calls `body` once for each number below `count`, on as many threads as the process may use, and returns when all
/// calls have returned.
///
/// The caller takes part, so all of it is done even where no further thread can be made.
///
/// - Parameter workers: threads at most, the caller included
package func concurrentPerform(
    _ count: Int, workers: Int = AllowedProcessors.count, _ body: (Int) -> Void
) {
    guard count > 1, workers > 1 else {
        for piece in 0..<max(count, 0) { body(piece) }
        return
    }
    withoutActuallyEscaping(body) { body in
        let shared = SharedPieces(count: count, body: body)
        let others = DispatchGroup()
        for _ in 1..<min(workers, count) {
            others.enter()
            let isMade = WorkThread.start {
                shared.takePieces()
                others.leave()
            }
            guard isMade else {
                others.leave()
                break
            }
        }
        shared.takePieces()
        others.wait()
        shared.forgetWork()
    }
}

/// Numbered pieces of work that threads take one after the other.
private final class SharedPieces: @unchecked Sendable {
    private let count: Int
    /// Nil when all is done: a thread may outlive the call by a moment, the work must not.
    private var body: ((Int) -> Void)?
    private let next = Atomic(0)

    init(count: Int, body: @escaping (Int) -> Void) {
        self.count = count
        self.body = body
    }

    func forgetWork() { body = nil }

    func takePieces() {
        guard let body else { return }
        while true {
            let piece = next.add(1, ordering: .relaxed).oldValue
            guard piece < count else { return }
            body(piece)
        }
    }
}

extension Array where Element: Sendable {
    /// What `transform` makes of pieces of so many elements, put together in the order of the elements; pieces are
    /// worked on by all cores at once.
    package func concurrentMap<Result: Sendable>(
        pieceSize size: Int, _ transform: @Sendable (ArraySlice<Element>) -> [Result]
    ) -> [Result] {
        guard count > size else { return transform(self[...]) }
        let pieces = (count + size - 1) / size
        let results = Mutex([[Result]](repeating: [], count: pieces))
        concurrentPerform(pieces) { piece in
            let result = transform(self[piece * size..<Swift.min(count, (piece + 1) * size)])
            results.withLock { $0[piece] = result }
        }
        return results.withLock { $0.flatMap { $0 } }
    }
}
