import Foundation
import Synchronization

/// Hands a wish to end on to the program that is being run, before this process follows it in its own way.
///
/// A program in a session of its own does not get what the terminal sends. The handlers in force before are called
/// afterwards and put back at the end.
final class ChildSignals {
    private static let numbers = [SIGINT, SIGTERM, SIGHUP]
    /// The group to end; 0: none.
    private static let group = Atomic<Int32>(0)
    private static let asked = Atomic(false)
    private static let before = Before()
    private var hasEnded = false

    /// What was in force before; written while no handler of ours is.
    private final class Before: @unchecked Sendable {
        let actions = UnsafeMutablePointer<sigaction>.allocate(capacity: 65)
        init() { actions.initialize(repeating: sigaction(), count: 65) }
    }

    /// Whether this process was asked to end while the last program ran.
    static var wasAsked: Bool { asked.load(ordering: .relaxed) }

    init(ending child: pid_t) {
        Self.asked.store(false, ordering: .relaxed)
        // Programs that run at the same time, in other threads, are ended by their closed pipes.
        guard Self.group.compareExchange(expected: 0, desired: child, ordering: .relaxed).exchanged else {
            hasEnded = true
            return
        }
        let before = Self.before.actions
        for number in Self.numbers {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { ChildSignals.arrived($0) }
            sigemptyset(&action.sa_mask)
            action.sa_flags = Int32(SA_RESTART)
            sigaction(number, nil, before + Int(number))
            if !Self.isIgnored(before[Int(number)]) { sigaction(number, &action, nil) }
        }
    }

    func end() {
        guard !hasEnded else { return }
        hasEnded = true
        for number in Self.numbers { sigaction(number, Self.before.actions + Int(number), nil) }
        Self.group.store(0, ordering: .relaxed)
    }

    /// Ends a program with everything it has started.
    static func kill(_ child: pid_t) {
        Foundation.kill(-child, SIGTERM)
        usleep(20_000)
        Foundation.kill(-child, SIGKILL)
    }

    /// Runs inside the signal handler: nothing but atomic values and system calls.
    private static func arrived(_ number: Int32) {
        asked.store(true, ordering: .relaxed)
        let child = group.load(ordering: .relaxed)
        if child > 0 { Foundation.kill(-child, SIGTERM) }
        let previous = before.actions[Int(number)]
        let address = unsafeBitCast(previous.__sigaction_handler.sa_handler, to: Int.self)
        if address == unsafeBitCast(SIG_DFL, to: Int.self) {
            var standard = previous
            sigaction(number, &standard, nil)
            raise(number)
        } else if !isIgnored(previous) {
            previous.__sigaction_handler.sa_handler(number)
        }
    }

    private static func isIgnored(_ action: sigaction) -> Bool {
        unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
