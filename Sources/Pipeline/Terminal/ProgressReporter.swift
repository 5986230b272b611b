import Data
import Foundation
import Machine
import Runs

/// How far the training is.
package struct TrainingProgress: Sendable {
    package var epoch: Int
    /// Nil when the budget is in steps only.
    package var epochs: Int?
    package var step: Int
    package var totalSteps: Int
    package var loss: Double?
    package var validationLoss: Double?
    package var learningRate: Double?

    package init(
        epoch: Int, epochs: Int?, step: Int, totalSteps: Int, loss: Double?, validationLoss: Double?,
        learningRate: Double?
    ) {
        self.epoch = epoch
        self.epochs = epochs
        self.step = step
        self.totalSteps = totalSteps
        self.loss = loss
        self.validationLoss = validationLoss
        self.learningRate = learningRate
    }
}

/// Shows the training while it runs: one line that changes on a terminal, plain lines elsewhere, and the
/// plain lines in the log. Used from the training thread only.
///
/// - Limits: at most ten updates of the line a second, at most one plain line a second; the last state is
///   always shown by `finish`
package final class ProgressReporter {
    private let terminal: Terminal?
    private let log: RunLog?
    private let start: Double
    private let firstStep: Int
    /// What of several trainings this is; empty for the only one.
    private let part: String
    private var lastDrawn = -Double.infinity
    private var lastPlain: Double
    private var lastPlainStep = -1
    private var lastPlainLosses: [Double?] = []
    private var isLineOpen = false

    /// - Parameter terminal: nil for a quiet run
    /// - Parameter firstStep: steps that were done before, by an interrupted attempt
    /// - Parameter part: what of several trainings this is, such as `folds 1-3`
    package init(terminal: Terminal?, log: RunLog?, firstStep: Int, part: String = "") {
        self.part = part
        self.terminal = terminal
        self.log = log
        self.firstStep = firstStep
        start = monotonicSeconds()
        lastPlain = start
    }

    /// Whether `update` would show anything now; cheap enough to ask at every step.
    package func isDue(at time: Double) -> Bool {
        time - lastDrawn >= 0.1
    }

    package func update(_ progress: TrainingProgress) {
        let time = monotonicSeconds()
        guard isDue(at: time) else { return }
        lastDrawn = time
        if let terminal, terminal.isInteractive {
            draw(progress, at: time, terminal)
        }
        if time - lastPlain >= 1 {
            plainLine(progress, at: time)
        }
    }

    /// Shows the last state and leaves the line; nothing when there were no steps to take, as with a solver.
    package func finish(_ progress: TrainingProgress) {
        guard progress.totalSteps > 0 else { return }
        let time = monotonicSeconds()
        if let terminal, terminal.isInteractive {
            draw(progress, at: time, terminal)
            terminal.write("\n")
            isLineOpen = false
        }
        if lastPlainStep != progress.step {
            plainLine(progress, at: time)
        }
    }

    /// Leaves the line as it is, before something else is printed.
    package func abandon() {
        if isLineOpen { terminal?.write("\n") }
        isLineOpen = false
    }

    private func plainLine(_ progress: TrainingProgress, at time: Double) {
        lastPlain = time
        lastPlainStep = progress.step
        // The losses of an epoch are news once, not in every line until the next one ends.
        let losses = [progress.loss, progress.validationLoss]
        var news = progress
        if losses == lastPlainLosses, progress.step < progress.totalSteps {
            news.loss = nil
            news.validationLoss = nil
        }
        lastPlainLosses = losses
        let text = ([epochText(progress)] + figures(news, at: time)).joined(separator: "  ")
        log?.write(text)
        if let terminal, !terminal.isInteractive {
            terminal.line(text)
        }
    }

    private func draw(_ progress: TrainingProgress, at time: Double, _ terminal: Terminal) {
        let share = Double(progress.step) / Double(max(progress.totalSteps, 1))
        let head = epochText(progress)
        var tail = figures(progress, at: time)
        let width = terminal.width
        func room() -> Int { width - 1 - head.count - tail.reduce(4) { $0 + $1.count + 2 } }
        while room() < 8, tail.count > 1 { tail.removeLast() }
        let bar = ProgressBar.text(share: share, width: min(30, max(0, room())))
        var pieces = [head]
        if !bar.isEmpty { pieces.append(terminal.painted(bar, .accent)) }
        terminal.redraw([(pieces + tail).joined(separator: "  ")], over: 0, endsLine: false)
        isLineOpen = true
    }

    private func epochText(_ progress: TrainingProgress) -> String {
        let start = part.isEmpty ? "" : part + "  "
        guard let epochs = progress.epochs else {
            return start + "step \(NumberText.count(progress.step))/\(NumberText.count(progress.totalSteps))"
        }
        let total = String(epochs)
        let number = String(progress.epoch)
        let padding = String(repeating: " ", count: max(0, total.count - number.count))
        return start + "epoch \(padding)\(number)/\(total)"
    }

    private func figures(_ progress: TrainingProgress, at time: Double) -> [String] {
        var figures: [String] = []
        if let loss = progress.loss { figures.append("loss \(NumberText.figure(loss))") }
        if let loss = progress.validationLoss { figures.append("val \(NumberText.figure(loss))") }
        let done = progress.step - firstStep
        let elapsed = time - start
        guard done > 0, elapsed > 0 else { return figures }
        let rate = Double(done) / elapsed
        figures.append(
            rate >= 100
                ? "\(NumberText.magnitude(rate)) steps/s" : "\(NumberText.fixed(rate, decimals: 1)) steps/s")
        let rest = progress.totalSteps - progress.step
        if rest > 0 { figures.append("ETA \(NumberText.duration(Double(rest) / rate))") }
        return figures
    }
}

/// Seconds of a clock that only goes forward.
package func monotonicSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// The bar of the progress line: `━━━━━━━╸────────`.
enum ProgressBar {
    static func text(share: Double, width: Int) -> String {
        guard width > 0 else { return "" }
        let clamped = min(max(share.isFinite ? share : 0, 0), 1)
        let halves = Int((clamped * Double(width * 2)).rounded(.down))
        let full = String(repeating: "━", count: halves / 2)
        let half = halves.isMultiple(of: 2) ? "" : "╸"
        let rest = width - halves / 2 - half.count
        return full + half + String(repeating: "─", count: rest)
    }
}

/// Shows how far a download is: a changing line on a terminal, nothing elsewhere.
enum DownloadProgress {
    static func reporter(_ output: CommandOutput) -> DataProgress? {
        let terminal = output.messages
        guard !output.isQuiet, terminal.isInteractive else { return nil }
        return { report in
            let received = NumberText.bytes(report.receivedBytes)
            let total = report.totalBytes.map { " of \(NumberText.bytes($0))" } ?? ""
            let isDone = report.receivedBytes == report.totalBytes
            let line = shortened("downloading \(report.url)  \(received)\(total)", to: terminal.width - 1)
            terminal.redraw([line], over: 0, endsLine: isDone)
        }
    }
}
