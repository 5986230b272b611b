import Dispatch
import Foundation
import Machine

/// A lock made of a file's name, for folders that several machines see or whose file system has no locks.
///
/// The file `.in-use.0` says who holds it and is touched every five seconds. Whoever finds that its holder is gone
/// makes `.in-use.1`, and so on: the highest number counts. See `Lease` for when a holder counts as gone.
final class LeaseFile: Sendable {
    private let path: String
    private let view: any FolderView
    private let ending = DispatchSemaphore(value: 0)
    private static let prefix = ".in-use."

    /// - Parameter waiting: told for whom it waits, where a holder on another machine may be gone; nil not to wait
    /// - Errors: `RunError.inUse` with the holder's process
    init(in folder: String, _ view: any FolderView, waiting: ((ProcessIdentity) -> Void)?) throws {
        self.view = view
        let draft = "\(folder)/.new-in-use-\(hostName())-\(getpid())-\(UInt32.random(in: .min ... .max))"
        try AtomicFile().writeUnseen(try RunJSON.encode(ProcessIdentity.current()), to: draft)
        defer { unlink(draft) }
        path = try Self.take(in: folder, view, draft: draft, waiting)
        let (path, ending) = (path, ending)
        _ = WorkThread.start {
            while ending.wait(timeout: .now() + Lease.beatSeconds) == .timedOut { _ = view.touch(path) }
        }
    }

    private static func take(
        in folder: String, _ view: any FolderView, draft: String, _ waiting: ((ProcessIdentity) -> Void)?
    ) throws -> String {
        let numbers = view.names(in: folder).filter { $0.hasPrefix(prefix) }.compactMap {
            Int($0.dropFirst(prefix.count))
        }
        var number = numbers.max() ?? -1
        for _ in 0..<1000 where number < Int.max {
            if number >= 0 {
                let path = "\(folder)/\(prefix)\(number)"
                let process = (try? view.contents(of: path, from: 0, count: 1 << 16)).flatMap {
                    try? JSONDecoder().decode(ProcessIdentity.self, from: $0)
                }
                let beat = view.touched(path)
                var hasTold = false
                while Lease.isAlive(process, beat: beat, now: view.touch(draft)) {
                    guard let last = view.touched(path) else { break }
                    // That a process on another machine is there only its next beat shows.
                    guard let waiting, let process, process.certainActivity == nil, last == beat else {
                        throw RunError.inUse(path: folder, process: process)
                    }
                    if !hasTold { waiting(process) }
                    hasTold = true
                    usleep(500_000)
                }
            }
            number += 1
            let path = "\(folder)/\(prefix)\(number)"
            if try view.link(draft, to: path) {
                return path
            }
        }
        throw RunError.inUse(path: folder, process: nil)
    }

    func release() {
        ending.signal()
        view.remove(path)
    }
}
