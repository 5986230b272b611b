import Foundation
import Machine
import Runs
import Synchronization

/// How far a sweep is; told by the threads that train, asked by the one that shows it.
final class SweepProgress: Sendable {
    struct Figures: Sendable {
        var total = 0
        var ended = 0
        var running = 0
        var counts: [TrialEnd: Int] = [:]
        /// The best trial, or of a sweep with repeats the best point by its mean, and what it is called.
        var best: (number: Int, value: Double, label: String)?
        /// The point of `best`, with repeats.
        var bestPoint: SweepSummary.Point?
        /// Epochs finished by this process.
        var epochs = 0
        /// Trials ended by this process.
        var own = 0
    }

    private let figures = Mutex(Figures())
    private let start = monotonicSeconds()

    var seconds: Double { monotonicSeconds() - start }
    var current: Figures { figures.withLock { $0 } }

    func begin(_ state: SweepState, total: Int) {
        figures.withLock { figures in
            figures.total = total
            Self.update(&figures, state, with: Array(state.records.values))
        }
    }

    func started(_ count: Int) { figures.withLock { $0.running += count } }
    func left(_ count: Int) { figures.withLock { $0.running -= count } }
    func epochFinished() { figures.withLock { $0.epochs += 1 } }

    func note(_ records: [TrialRecord], state: SweepState) {
        figures.withLock { figures in
            figures.own += records.count
            Self.update(&figures, state, with: records)
        }
    }

    /// - Parameter records: those that are new
    private static func update(
        _ figures: inout Figures, _ state: SweepState, with records: [TrialRecord]
    ) {
        figures.counts = state.counts
        figures.ended = state.records.count
        guard let opening = state.opening else { return }
        if opening.repeats > 1 {
            let numbers = Set(records.filter(\.state.isFinished).map(\.point)).sorted()
            // A mean changes as repeats come in, also that of the best point.
            for point in numbers.compactMap({ state.point($0) }) { take(point, &figures, opening) }
            return
        }
        for record in records where record.state.isFinished {
            guard let value = record.objective else { continue }
            let isBetter = opening.isBetter(value, than: figures.best?.value)
            let isEarlier = value == figures.best?.value && record.number < figures.best?.number ?? .max
            if isBetter || isEarlier { figures.best = (record.number, value, "#\(record.number)") }
        }
    }

    private static func take(
        _ point: SweepSummary.Point, _ figures: inout Figures, _ opening: SweepOpening
    ) {
        if let best = figures.bestPoint, best.point != point.point {
            let isBetter = SweepState.isBetter(point, than: best, opening)
            let isEqual = !isBetter && !SweepState.isBetter(best, than: point, opening)
            guard isBetter || (isEqual && point.point < best.point) else { return }
        }
        figures.bestPoint = point
        let seeds = point.count == opening.repeats ? "" : ", \(point.count) of \(opening.repeats) seeds"
        figures.best = (point.point, point.mean, "point \(point.point)\(seeds)")
    }

    /// About how long it will still take; nil until something has ended.
    func remainingSeconds() -> Double? {
        let figures = current
        guard figures.own > 0, figures.total > figures.ended else { return nil }
        return seconds / Double(figures.own) * Double(figures.total - figures.ended)
    }
}

/// Shows a sweep while it runs: a table that changes on a terminal, plain lines elsewhere.
///
/// Lifetime: made when the sweep begins; draws ten times a second on a thread of its own until `finish`.
final class SweepReporter: Sendable {
    private let progress: SweepProgress
    private let terminal: Terminal
    private let drawn = Mutex(Drawn())
    private let ticker = Mutex<Ticker?>(nil)

    private struct Drawn {
        var lines = 0
        var lastEnded = -1
        var lastPlain = monotonicSeconds()
    }

    /// - Parameter terminal: nil for a quiet sweep
    init?(_ progress: SweepProgress, terminal: Terminal?) {
        guard let terminal else { return nil }
        self.progress = progress
        self.terminal = terminal
        ticker.withLock { $0 = Ticker(every: 0.2) { [weak self] in self?.update() } }
    }

    /// Shows the last state and leaves the table.
    func finish() {
        ticker.withLock {
            $0?.stop()
            $0 = nil
        }
        drawn.withLock { drawn in
            if terminal.isInteractive { draw(&drawn) } else { plainLine(&drawn, isLast: true) }
        }
    }

    private func update() {
        drawn.withLock { drawn in
            if terminal.isInteractive {
                draw(&drawn)
            } else if monotonicSeconds() - drawn.lastPlain >= 1 {
                plainLine(&drawn, isLast: false)
            }
        }
    }

    private func plainLine(_ drawn: inout Drawn, isLast: Bool) {
        let figures = progress.current
        guard figures.ended != drawn.lastEnded, !(isLast && figures.own == 0) else { return }
        drawn.lastEnded = figures.ended
        drawn.lastPlain = monotonicSeconds()
        let cells = Self.cells(figures, progress)
        terminal.line(
            cells.filter { !$0.text.isEmpty }.map { "\($0.label) \($0.text)" }.joined(separator: "  "))
    }

    private func draw(_ drawn: inout Drawn) {
        let figures = progress.current
        let cells = Self.cells(figures, progress)
        var table = TextTable(cells.map { _ in .right })
        table.row(cells.map { terminal.painted($0.label.uppercased(), .dim) })
        table.row(cells.map(\.text))
        let share = Double(figures.ended) / Double(max(figures.total, 1))
        let width = max(10, min(60, terminal.width - 2))
        let bar = terminal.painted(ProgressBar.text(share: share, width: width), .accent)
        let lines = [bar] + table.lines()
        terminal.redraw(lines.map { shortened($0, to: terminal.width) }, over: drawn.lines)
        drawn.lines = lines.count
    }

    private static func cells(
        _ figures: SweepProgress.Figures, _ progress: SweepProgress
    ) -> [(label: String, text: String)] {
        let finished = (figures.counts[.completed] ?? 0) + (figures.counts[.stopped] ?? 0)
        let diverged = figures.counts[.diverged] ?? 0
        var best = ""
        if let found = figures.best { best = "\(NumberText.figure(found.value)) (\(found.label))" }
        return [
            ("running", NumberText.count(figures.running)),
            ("done", "\(NumberText.count(finished))/\(NumberText.count(figures.total))"),
            ("pruned", NumberText.count(figures.counts[.pruned] ?? 0)),
            ("diverged", NumberText.count(diverged)),
            ("failed", NumberText.count(figures.counts[.failed] ?? 0)), ("best", best),
            ("eta", progress.remainingSeconds().map(NumberText.duration) ?? ""),
        ]
    }
}
