import Dispatch
import Synchronization

extension Array where Element: Sendable {
    /// What `transform` makes of pieces of so many elements, put together in the order of the elements; pieces are worked on
    /// by all cores at once.
    package func inPieces<Result: Sendable>(
        of size: Int, _ transform: @Sendable (ArraySlice<Element>) -> [Result]
    ) -> [Result] {
        guard count > size else { return transform(self[...]) }
        let pieces = (count + size - 1) / size
        let results = Mutex([[Result]](repeating: [], count: pieces))
        DispatchQueue.concurrentPerform(iterations: pieces) { piece in
            let result = transform(self[piece * size..<Swift.min(count, (piece + 1) * size)])
            results.withLock { $0[piece] = result }
        }
        return results.withLock { $0.flatMap { $0 } }
    }
}
