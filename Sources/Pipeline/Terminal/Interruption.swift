import Foundation
import Synchronization

/// Ctrl-C and termination signals: during training the first one asks it to stop after its step, the second
/// one ends the process at once; before training the first one does. What is on the disk then is what `kill
/// -9` leaves, and can be resumed.
package enum Interruption {
    private static let count = Atomic(0)
    private static let isTraining = Atomic(false)

    /// Whether a signal has arrived.
    package static var isRequested: Bool {
        count.load(ordering: .relaxed) > 0
    }

    /// From now on somebody asks `isRequested` after every step.
    package static func trainingBegins() {
        isTraining.store(true, ordering: .relaxed)
    }

    /// Installs the handlers; called once, when the program starts to work.
    package static func install() {
        // Makes both values exist before a handler can run.
        isTraining.store(isRequested, ordering: .relaxed)
        for signalNumber in [SIGINT, SIGTERM, SIGHUP] {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { _ in Interruption.arrived() }
            sigemptyset(&action.sa_mask)
            action.sa_flags = Int32(SA_RESTART)
            var previous = sigaction()
            sigaction(signalNumber, nil, &previous)
            if !isIgnored(previous) { sigaction(signalNumber, &action, nil) }
        }
    }

    /// `nohup` starts a program with the hang-up signal ignored, and wants it to stay so.
    private static func isIgnored(_ action: sigaction) -> Bool {
        let handler = unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
        return handler == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// Runs inside the signal handler: only an atomic addition and, the second time, the end.
    private static func arrived() {
        let arrivals = count.add(1, ordering: .relaxed).newValue
        if arrivals > 1 || !isTraining.load(ordering: .relaxed) {
            _exit(CommandStatus.failed.rawValue)
        }
    }
}

/// The exit codes of the program.
package enum CommandStatus: Int32, Sendable {
    case done = 0
    /// The run failed, diverged or was interrupted; its artefacts are kept.
    case failed = 1
    /// The specification or the command line is wrong.
    case invalid = 2
}
