import Foundation
import Synchronization

/// Signals that ask the program to end: Ctrl-C, termination, and what batch systems send before they end a job.
///
/// During training the first one asks it to write a checkpoint and stop after its step. A person (or a supervisor) who
/// insists ends the process at once; so does any signal before training. What is on the disk then is what `kill -9`
/// leaves, and can be resumed.
package enum Interruption {
    /// Ctrl-C, `kill`, a terminal that was closed: sent again, they mean that waiting is not wanted.
    private static let insisting = [SIGINT, SIGTERM, SIGHUP]
    /// Warnings of batch systems, and the soft limit of processor time, which the kernel repeats every second.
    private static let warning = [SIGUSR1, SIGUSR2, SIGXCPU]

    /// Nanoseconds of the monotonic clock at which a person or supervisor first asked; 0 before.
    private static let firstAsked = Atomic<UInt64>(0)
    private static let isAsked = Atomic(false)
    private static let isTraining = Atomic(false)

    /// One wish often arrives twice, from the terminal and from a parent that hands it on; a person needs longer to
    /// press the keys again.
    private static let sameWish: UInt64 = 100_000_000

    /// Why the program is to stop, where it was not a signal.
    private static let ownReason = Mutex<String?>(nil)

    /// What asked the program to stop, in a clause.
    package static var reason: String { ownReason.withLock { $0 } ?? "a signal asked it to stop" }

    /// Asks a training to stop after its step, as a signal does.
    ///
    /// - Parameter reason: a clause, such as "its time is nearly over"
    package static func request(_ reason: String) {
        ownReason.withLock { $0 = $0 ?? (isRequested ? nil : reason) }
        isAsked.store(true, ordering: .relaxed)
    }

    /// Whether a signal has arrived, or somebody asked for a stop otherwise.
    package static var isRequested: Bool {
        isAsked.load(ordering: .relaxed)
    }

    /// From now on somebody asks `isRequested` after every step.
    package static func trainingBegins() {
        isTraining.store(true, ordering: .relaxed)
    }

    /// Installs the handlers; called once, when the program starts to work.
    package static func install() {
        // Makes the values exist before a handler can run.
        isTraining.store(isRequested, ordering: .relaxed)
        firstAsked.store(0, ordering: .relaxed)
        for signalNumber in insisting {
            install(signalNumber) { _ in Interruption.arrived(insists: true) }
        }
        for signalNumber in warning {
            install(signalNumber) { _ in Interruption.arrived(insists: false) }
        }
    }

    /// Makes failed writes errors: a reader that goes away, such as `head`, must not end a training, nor must a limit
    /// on the size of files (`ulimit -f`).
    package static func ignoreFailedWrites() {
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
    }

    private static func install(_ signalNumber: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = handler
        sigemptyset(&action.sa_mask)
        action.sa_flags = Int32(SA_RESTART)
        var previous = sigaction()
        sigaction(signalNumber, nil, &previous)
        if !isIgnored(previous) { sigaction(signalNumber, &action, nil) }
    }

    /// `nohup` starts a program with the hang-up signal ignored, and wants it to stay so.
    private static func isIgnored(_ action: sigaction) -> Bool {
        let handler = unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
        return handler == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// Runs inside the signal handler: only atomic values, the clock, and at the end `write` and `_exit`.
    private static func arrived(insists: Bool) {
        isAsked.store(true, ordering: .relaxed)
        guard isTraining.load(ordering: .relaxed) else {
            end("interrupted before the training began\n")
        }
        guard insists else { return }
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        let now =
            UInt64(truncatingIfNeeded: time.tv_sec) &* 1_000_000_000
            &+ UInt64(truncatingIfNeeded: time.tv_nsec)
        let (isFirst, first) = firstAsked.compareExchange(expected: 0, desired: now, ordering: .relaxed)
        if !isFirst, now &- first > sameWish {
            end("ended at once, without a new checkpoint: 'assay resume' continues from the last one\n")
        }
    }

    private static func end(_ message: StaticString) -> Never {
        _ = write(STDERR_FILENO, message.utf8Start, message.utf8CodeUnitCount)
        _exit(CommandStatus.interrupted.rawValue)
    }
}

/// The exit codes of the program.
package enum CommandStatus: Int32, Sendable {
    case done = 0
    /// The run failed or diverged; its artifacts are kept.
    case failed = 1
    /// The specification or the command line is wrong.
    case invalid = 2
    /// A signal or a time limit stopped it, and the same work goes on from there: `EX_TEMPFAIL` of sysexits.h.
    case interrupted = 75
}
