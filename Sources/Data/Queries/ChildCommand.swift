import Foundation
import Machine
import Spec
import Synchronization

/// A program that is run for what it prints.
///
/// It is a session of its own, so that it asks no terminal for a password and can be ended with everything it has
/// started: when its time is over, when what it prints cannot be kept, and when this process is asked to end.
///
/// Lifetime: `run` once. Uses the calling thread alone.
package struct ChildCommand {
    package struct Failure: Error {
        package var message: String
        package var help: String?
        /// The last lines of what it complained.
        package var lines: [String] = []
    }

    let words: [String]
    let folder: String
    let variables: [(String, String)]
    /// Seconds; nil: as long as it takes.
    let patience: Double?

    package init(words: [String], folder: String, variables: [(String, String)] = [], patience: Double?) {
        self.words = words
        self.folder = folder
        self.variables = variables
        self.patience = patience
    }

    /// A program must not get the pipes of another, which would keep them open.
    private static let beginning = Mutex(())
    private static let chunk = 1 << 16
    private static let mostComplaint = 1 << 14
    private static let shownLines = 10

    /// - Parameter take: gets what is printed, in order
    /// - Errors: `Failure`; whatever `take` throws
    package func run(_ take: (UnsafeRawBufferPointer) throws -> Void) throws {
        var (child, output, complaints) = try Self.beginning.withLock { _ in try begin() }
        defer {
            output.close()
            complaints.close()
        }
        let guarding = ChildSignals(ending: child)
        defer { guarding.end() }
        let deadline = patience.map { Self.now + $0 }
        var complaint: [UInt8] = []
        do {
            try read(output.reading, complaints.reading, deadline, &complaint, take)
            let status = try wait(for: child, deadline)
            guard status != 0 else { return }
            if ChildSignals.wasAsked {
                throw Failure(message: "the command was ended, as this program was asked to end")
            }
            throw Failure(
                message: "the command ended with " + Self.phrase(status), help: Self.help(status, words),
                lines: Self.lines(complaint))
        } catch {
            ChildSignals.kill(child)
            _ = Self.reap(child, waits: true)
            if var failure = error as? Failure {
                if failure.lines.isEmpty { failure.lines = Self.lines(complaint) }
                throw failure
            }
            throw error
        }
    }

    // MARK: - Reading

    private func read(
        _ output: Int32, _ complaints: Int32, _ deadline: Double?, _ complaint: inout [UInt8],
        _ take: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunk, alignment: 16)
        defer { buffer.deallocate() }
        var isOpen = [true, true]
        while isOpen[0] || isOpen[1] {
            try checkTime(deadline)
            var waiting = [
                pollfd(fd: isOpen[0] ? output : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: isOpen[1] ? complaints : -1, events: Int16(POLLIN), revents: 0),
            ]
            let found = poll(&waiting, 2, 200)
            if found < 0 && errno != EINTR { throw Failure(message: "the command's output cannot be read") }
            guard found > 0 else { continue }
            for index in 0..<2 where waiting[index].revents != 0 {
                let count = Foundation.read(waiting[index].fd, buffer.baseAddress, buffer.count)
                if count < 0 && (errno == EINTR || errno == EAGAIN) { continue }
                guard count > 0 else {
                    isOpen[index] = false
                    continue
                }
                let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
                if index == 0 {
                    try take(bytes)
                } else {
                    complaint.append(contentsOf: bytes)
                    if complaint.count > Self.mostComplaint {
                        complaint.removeFirst(complaint.count - Self.mostComplaint)
                    }
                }
            }
        }
    }

    private func checkTime(_ deadline: Double?) throws {
        guard let deadline, let patience, Self.now > deadline else { return }
        throw Failure(
            message: "the command did not end within \(numberText(patience)) s",
            help: "give it more time: timeout: 6 h; 0 means without end")
    }

    private func wait(for child: pid_t, _ deadline: Double?) throws -> Int32 {
        while true {
            if let status = Self.reap(child, waits: false) { return status }
            try checkTime(deadline)
            usleep(5_000)
        }
    }

    private static func reap(_ child: pid_t, waits: Bool) -> Int32? {
        var status: Int32 = 0
        while true {
            let found = waitpid(child, &status, waits ? 0 : WNOHANG)
            if found < 0 && errno == EINTR { continue }
            if found == 0 { return nil }
            return found == child ? status : 0
        }
    }

    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    // MARK: - Words

    private static func phrase(_ status: Int32) -> String {
        let signal = status & 0x7f
        return signal == 0
            ? "status \(status >> 8 & 0xff)" : "signal \(signal) (\(String(cString: strsignal(signal))))"
    }

    private static func help(_ status: Int32, _ words: [String]) -> String? {
        guard status & 0x7f == 0 else { return nil }
        switch status >> 8 & 0xff {
        case 127: return "127 means that the shell does not find the program: is it installed, and in PATH?"
        case 126: return "126 means that the program is no program, or must not be run"
        default: return "run it by hand in the specification's folder"
        }
    }

    private static func lines(_ complaint: [UInt8]) -> [String] {
        String(decoding: complaint, as: UTF8.self).split(whereSeparator: \.isNewline).suffix(shownLines)
            .map { "it said: " + PrintableText.oneLine(String($0.prefix(300))) }
    }
}

// MARK: - Beginning

extension ChildCommand {
    private func begin() throws -> (child: pid_t, output: Pipe, complaints: Pipe) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue
        else {
            throw Failure(message: "the folder '\(folder)', in which the command is to run, is not there")
        }
        var output = try Pipe.make()
        do {
            var complaints = try Pipe.make()
            do {
                let child = try spawn(output, complaints)
                output.closeWriting()
                complaints.closeWriting()
                return (child, output, complaints)
            } catch {
                complaints.close()
                throw error
            }
        } catch {
            output.close()
            throw error
        }
    }

    private func spawn(_ output: Pipe, _ complaints: Pipe) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output.writing, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, complaints.writing, STDERR_FILENO)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // What this process ignores, a program expects to be ended by.
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGPIPE, SIGXFSZ, SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, number) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        let newSession: Int32 = 0x80
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF) | Int16(newSession))
        var environment = ProcessInfo.processInfo.environment
        for (name, value) in variables { environment[name] = value }
        let arguments = CStrings(["/bin/sh", "-c", "cd -- \"$0\" && exec \"$@\"", folder] + words)
        let settings = CStrings(environment.map { $0.key + "=" + $0.value })
        var child: pid_t = 0
        let code = posix_spawn(
            &child, "/bin/sh", &actions, &attributes, arguments.pointers, settings.pointers)
        guard code == 0 else {
            throw Failure(message: "the shell /bin/sh cannot be started: \(String(cString: strerror(code)))")
        }
        return child
    }

    /// Texts for a C function, with a null pointer behind the last.
    private final class CStrings {
        private(set) var pointers: [UnsafeMutablePointer<CChar>?]

        init(_ texts: [String]) { pointers = texts.map { strdup($0) } + [nil] }

        deinit { for pointer in pointers { free(pointer) } }
    }

    private struct Pipe {
        private(set) var reading: Int32
        private(set) var writing: Int32

        static func make() throws -> Pipe {
            var ends: [Int32] = [-1, -1]
            guard pipe(&ends) == 0 else {
                throw Failure(message: "no pipe can be made: \(String(cString: strerror(errno)))")
            }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            return Pipe(reading: ends[0], writing: ends[1])
        }

        mutating func closeWriting() {
            if writing >= 0 { Glibc.close(writing) }
            writing = -1
        }

        mutating func close() {
            closeWriting()
            if reading >= 0 { Glibc.close(reading) }
            reading = -1
        }
    }
}
