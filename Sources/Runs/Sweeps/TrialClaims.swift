import Foundation
import Synchronization

/// The claims of one worker: what others need not do.
///
/// A claim is a name: `claims/00012-3fa9c15e07.0`, made by `link(2)`, which lets exactly one worker have it. When its
/// worker is gone, the next one makes `….1`, and so on: the highest number counts, so that nothing has to be removed
/// and made again in between. A claim keeps work from being done twice; should it be done twice all the same, both
/// results are equal.
package final class TrialClaims: Sendable {
    private let worker: SweepWorker
    private let folder: String
    private let state = Mutex(State())
    /// How many claims were ever taken over: asked after every step, and hardly ever more than 0.
    private let losses = Atomic(0)

    private struct State {
        /// The number of each claim of the worker.
        var mine: [String: Int] = [:]
        /// Claims that another worker has taken over.
        var lost: Set<String> = []
        /// Claims whose results are in the ledger, but perhaps not on the disk yet.
        var done: [String] = []
    }

    /// Somebody else who works on something.
    package struct Owner: Sendable {
        package var id: String
        /// What to call it: `process 4711 on node3`.
        package var name: String
    }

    package init(_ worker: SweepWorker) {
        self.worker = worker
        folder = worker.directory.file(SweepFile.claims)
    }

    deinit { releaseAll() }

    private var view: any FolderView { worker.directory.view }

    private func path(_ name: String, _ number: Int) -> String { "\(folder)/\(name).\(number)" }

    /// The highest number of each name.
    private func numbers() -> [String: Int] {
        var numbers: [String: Int] = [:]
        for file in view.names(in: folder) where !file.hasPrefix(".") {
            guard let dot = file.lastIndex(of: "."), let number = Int(file[file.index(after: dot)...]) else {
                continue
            }
            let name = String(file[..<dot])
            numbers[name] = max(numbers[name] ?? number, number)
        }
        return numbers
    }

    /// Takes what nobody who is still there has.
    ///
    /// - Returns: what is the worker's now
    package func take(_ names: [String]) throws -> Set<String> {
        try worker.renew()
        var taken: Set<String> = []
        let numbers = numbers()
        var workers = Workers(worker)
        for name in names {
            if state.withLock({ $0.mine[name] != nil && !$0.lost.contains(name) }) {
                taken.insert(name)
            } else if let number = try take(name, last: numbers[name], &workers) {
                state.withLock {
                    $0.mine[name] = number
                    $0.lost.remove(name)
                }
                taken.insert(name)
            }
        }
        return taken
    }

    private func take(_ name: String, last: Int?, _ workers: inout Workers) throws -> Int? {
        var number = last ?? -1
        // Each round is one more worker that was quicker and is gone.
        for _ in 0..<1000 {
            if number >= 0 {
                switch workers.holder(of: path(name, number)) {
                case .own: return number
                case .living: return nil
                case .gone: break
                }
            }
            guard number < Int.max else { return nil }
            number += 1
            if try view.link(worker.path, to: path(name, number)) { return number }
        }
        return nil
    }

    /// Those who work on something and are still there, by what they work on.
    package func owners(of names: [String]) -> [String: Owner] {
        let numbers = numbers()
        var workers = Workers(worker)
        var owners: [String: Owner] = [:]
        for name in names {
            guard let number = numbers[name],
                case .living(let card?) = workers.holder(of: path(name, number))
            else { continue }
            owners[name] = Owner(id: card.worker, name: SweepWorker.inWords(card))
        }
        return owners
    }

    /// The results of claims are in the ledger: they go once it is on the disk, for others must not miss them.
    package func finish(_ names: [String]) {
        state.withLock { $0.done += names }
    }

    /// Lets go of what was finished before `sync` was called.
    package func release(after sync: () throws -> Void) rethrows {
        let done = state.withLock { state in
            defer { state.done = [] }
            return state.done
        }
        do {
            try sync()
        } catch {
            state.withLock { $0.done += done }
            throw error
        }
        release(done)
    }

    /// Lets go of claims, done or not.
    package func release(_ names: [String]) {
        let numbers = state.withLock { state in
            names.compactMap { name in state.mine.removeValue(forKey: name).map { (name, $0) } }
        }
        for (name, number) in numbers where isMine(name, number) { view.remove(path(name, number)) }
    }

    package func releaseAll() { release(state.withLock { Array($0.mine.keys) }) }

    /// Whether another worker took one of the claims over, having seen no beat for too long.
    package func isAnyLost(_ names: [String]) -> Bool {
        guard losses.load(ordering: .relaxed) > 0 else { return false }
        return state.withLock { state in names.contains { state.lost.contains($0) } }
    }

    /// Looks which claims were taken over, after beats were missed.
    package func check() {
        let numbers = numbers()
        let mine = state.withLock { $0.mine }
        let lost = mine.filter { name, number in numbers[name] ?? -1 != number || !isMine(name, number) }
        state.withLock { state in
            for (name, number) in lost where state.mine[name] == number {
                state.mine[name] = nil
                state.lost.insert(name)
            }
        }
        losses.add(lost.count, ordering: .relaxed)
    }

    private func isMine(_ name: String, _ number: Int) -> Bool {
        SweepWorker.card(of: path(name, number), worker.directory)?.worker == worker.id
    }

    /// The claims of workers that are gone.
    package static func abandoned(in directory: SweepDirectory) -> [String] {
        let folder = directory.file(SweepFile.claims)
        let names = directory.view.names(in: folder).filter { !$0.hasPrefix(".") && !$0.hasSuffix(".json") }
        guard !names.isEmpty else { return [] }
        let now = SweepWorker.now(in: directory)
        return names.sorted().map { folder + "/" + $0 }.filter { path in
            let process = SweepWorker.card(of: path, directory)?.process
            return !Lease.isAlive(process, beat: directory.view.touched(path), now: now)
        }
    }

    /// Removes all claims of a sweep that has nothing left to do.
    package static func removeAll(in directory: SweepDirectory) {
        let folder = directory.file(SweepFile.claims)
        for name in directory.view.names(in: folder) where !name.hasPrefix(".") && !name.hasSuffix(".json") {
            directory.view.remove(folder + "/" + name)
        }
    }
}

/// Who holds claims, each worker asked for once.
private struct Workers {
    enum Holder {
        case own
        /// Nil while the claim is being written.
        case living(SweepWorker.Card?)
        case gone
    }

    private let worker: SweepWorker
    private var isAlive: [String: Bool] = [:]

    init(_ worker: SweepWorker) { self.worker = worker }

    mutating func holder(of claim: String) -> Holder {
        let directory = worker.directory
        let beat = directory.view.touched(claim)
        guard let card = SweepWorker.card(of: claim, directory) else {
            // Released just now, or not written yet where it is a file of its own.
            guard let beat else { return .gone }
            return Lease.isAlive(nil, beat: beat, now: worker.now) ? .living(nil) : .gone
        }
        if card.worker == worker.id { return .own }
        if let known = isAlive[card.worker] { return known ? .living(card) : .gone }
        let own = directory.view.touched(directory.file(SweepFile.claims) + "/" + card.worker + ".json")
        let last = [beat, own].compactMap { $0 }.max()
        let alive = Lease.isAlive(card.process, beat: last, now: worker.now)
        isAlive[card.worker] = alive
        return alive ? .living(card) : .gone
    }
}
