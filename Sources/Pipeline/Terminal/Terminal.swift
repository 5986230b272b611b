import Foundation
import Machine
import Spec

/// One of the process's output streams and what it can show.
package struct Terminal: Sendable {
    package let descriptor: Int32
    /// Whether a person watches: otherwise plain lines are written.
    package let isInteractive: Bool
    /// Whether colors may be used (a terminal, and `NO_COLOR` is not set).
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
    package var width: Int { size.map { Int($0.ws_col) } ?? 80 }

    /// The number of lines; 24 when unknown.
    package var height: Int { size.map { Int($0.ws_row) } ?? 24 }

    private var size: winsize? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return nil
        }
        return size
    }

    /// Writes a text with the colors of `painted`; whatever else in it would command the terminal is replaced.
    package func write(_ text: String) {
        writeBytes(Paint.shown(PrintableText.lines(text), hasColor: hasColor))
    }

    package func line(_ text: String = "") {
        write(text + "\n")
    }

    /// Writes findings, which bring their own colors and contain no other control character.
    package func findings(_ text: String) {
        writeBytes(text + "\n")
    }

    /// Replaces the last lines that were written; on a terminal only.
    ///
    /// - Parameter shown: how many lines to replace
    /// - Parameter endsLine: whether the cursor goes to the line after the last one, or stays in it
    package func redraw(_ lines: [String], over shown: Int, endsLine: Bool = true) {
        let up = shown > 0 ? "\u{1B}[\(shown)A" : ""
        let texts = lines.map {
            "\r" + Paint.shown(PrintableText.oneLine($0), hasColor: hasColor) + "\u{1B}[K"
        }
        writeBytes(up + texts.joined(separator: "\n") + (endsLine ? "\n\u{1B}[J" : ""))
    }

    /// Writes all of it. The one place through which commands print: what could not be written is noted, and the
    /// program does not end as if it had been, see `OutputFailure`.
    private func writeBytes(_ text: String) {
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

    /// The text with signs where the color begins and ends, which `write` turns into what the terminal understands.
    package func painted(_ text: String, _ paint: Paint) -> String {
        hasColor ? "\(paint.sign)\(text)\(Paint.end)" : text
    }
}

/// The few colors used; each also reads without color.
package enum Paint: String, CaseIterable, Sendable {
    case bold = "1"
    case dim = "2"
    case good = "32"
    case bad = "31"
    case caution = "33"
    case accent = "36"

    /// Characters for private use, from the end of what Unicode has room for: a text of others that contains them can
    /// be colored, and nothing more.
    static let end: Unicode.Scalar = "\u{10FFE0}"
    private static let signs: [Unicode.Scalar] = [
        "\u{10FFE1}", "\u{10FFE2}", "\u{10FFE3}", "\u{10FFE4}", "\u{10FFE5}", "\u{10FFE6}",
    ]

    var sign: Unicode.Scalar {
        Self.signs[Self.allCases.firstIndex(of: self) ?? 0]
    }

    static func isSign(_ scalar: Unicode.Scalar) -> Bool {
        ("\u{10FFE0}"..."\u{10FFE6}").contains(scalar)
    }

    /// The text as a terminal takes it.
    package static func shown(_ text: String, hasColor: Bool) -> String {
        // The first byte of all signs; nearly no other text has it.
        guard text.utf8.contains(0xF4), text.unicodeScalars.contains(where: isSign) else { return text }
        var shown = ""
        for scalar in text.unicodeScalars {
            guard isSign(scalar) else {
                shown.unicodeScalars.append(scalar)
                continue
            }
            guard hasColor else { continue }
            if scalar == end { shown += "\u{1B}[0m" }
            if let index = signs.firstIndex(of: scalar) { shown += "\u{1B}[\(allCases[index].rawValue)m" }
        }
        return shown
    }
}
