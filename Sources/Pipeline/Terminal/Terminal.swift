import Foundation
import Spec

/// One of the process's output streams and what it can show.
package struct Terminal: Sendable {
    package let descriptor: Int32
    /// Whether a person watches: otherwise plain lines are written.
    package let isInteractive: Bool
    /// Whether colours may be used (a terminal, and `NO_COLOR` is not set).
    package let hasColor: Bool

    package init(descriptor: Int32, isInteractive: Bool, hasColor: Bool) {
        self.descriptor = descriptor
        self.isInteractive = isInteractive
        self.hasColor = hasColor
    }

    package static let output = Terminal(stream: STDOUT_FILENO)
    package static let messages = Terminal(stream: STDERR_FILENO)

    private init(stream: Int32) {
        let environment = ProcessInfo.processInfo.environment
        let isDumb = environment["TERM"] == "dumb"
        let isInteractive = isatty(stream) == 1 && !isDumb
        let refusesColor = !(environment["NO_COLOR"] ?? "").isEmpty
        self.init(descriptor: stream, isInteractive: isInteractive, hasColor: isInteractive && !refusesColor)
    }

    /// The number of characters in a line; 80 when unknown.
    package var width: Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Writes all of it. The one place through which commands print: what could not be written is noted, and the program
    /// does not end as if it had been, see `OutputFailure`.
    package func write(_ text: String) {
        var text = Secrets.masked(text)
        text.withUTF8 { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let buffer = UnsafeBufferPointer(rebasing: rest)
                let count = Foundation.write(descriptor, buffer.baseAddress, buffer.count)
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else if count == 0 || !OutputFailure.canRetry(errno, descriptor) {
                    OutputFailure.note(count == 0 ? EIO : errno, descriptor)
                    return
                }
            }
        }
    }

    package func line(_ text: String = "") {
        write(text + "\n")
    }

    package func painted(_ text: String, _ paint: Paint) -> String {
        hasColor ? "\u{1B}[\(paint.rawValue)m\(text)\u{1B}[0m" : text
    }
}

/// The few colours used; each also reads without colour.
package enum Paint: String, Sendable {
    case bold = "1"
    case dim = "2"
    case good = "32"
    case bad = "31"
    case caution = "33"
    case accent = "36"
}
