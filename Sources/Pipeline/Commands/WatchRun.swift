import Catalogue
import Foundation
import Machine
import Runs

/// `assay watch [RUN]`: follows a run by its files, and ends when the run does.
///
/// On a terminal one picture that is drawn again; elsewhere a line for each epoch. The run knows nothing of it:
/// stopping the watching leaves the run alone.
package enum WatchRun {
    /// - Parameter pause: seconds between looks
    /// - Parameter isInterrupted: asked after each look
    package static func perform(
        _ name: String, runsFolder: String, output: CommandOutput = CommandOutput(), pause: Double = 0.5,
        isInterrupted: () -> Bool = { false }
    ) -> CommandStatus {
        output.catching {
            let run = try RunSelection(folder: runsFolder, indexFolder: nil).run(name)
            var view = WatchView(run, output.results)
            while true {
                // The state is read first: what is written before it ends is then seen.
                let manifest = try run.manifest()
                let state = RunIndex.liveState(manifest, in: run)
                view.show(manifest, state)
                guard state == .running else {
                    view.finish(manifest, state, try run.metrics())
                    return state == .completed || state == .stopped ? .done : .failed
                }
                if isInterrupted() { return .done }
                usleep(UInt32(pause * 1e6))
            }
        }
    }
}

/// What has been shown of a run so far.
private struct WatchView {
    let run: RunDirectory
    let terminal: Terminal
    private let budget: (epochs: Int?, steps: Int?)
    private var shownRows = 0
    private var shownLines = 0

    init(_ run: RunDirectory, _ terminal: Terminal) {
        self.run = run
        self.terminal = terminal
        let keys = (try? FlatSpec.read(run))?.values ?? [:]
        func whole(_ key: String) -> Int? { (keys[key]?.number).flatMap { Int(exactly: $0) } }
        budget = (whole("train.epochs"), whole("train.max_steps"))
    }

    mutating func show(_ manifest: RunManifest, _ state: RunState) {
        let table = CSVTable(path: run.file(RunFile.metricsTable))
        guard terminal.isInteractive else {
            showRows(table)
            return
        }
        var lines = [
            terminal.painted(FieldText.oneLine(manifest.name), .bold) + "  "
                + StateText.painted(state, terminal) + "  " + run.id
        ]
        lines.append(progress(table))
        if let curves = RunCurves(run) { lines += curves.lines(terminal) }
        // A line that wrapped would count as one and leave its rest on the screen; a picture that is too high would
        // scroll.
        lines = lines.prefix(max(1, terminal.height - 1)).map { shortened($0, to: terminal.width) }
        terminal.redraw(lines, over: shownLines)
        shownLines = lines.count
    }

    func finish(_ manifest: RunManifest, _ state: RunState, _ metrics: RunMetrics?) {
        if let metrics { (([""] + MetricsTable(metrics).lines(terminal))).forEach { terminal.line($0) } }
        let reason = manifest.reason.map { ": " + FieldText.oneLine($0, limit: 200) } ?? ""
        terminal.line("\(run.id) \(StateText.painted(state, terminal))\(reason)")
    }

    /// New epochs as lines; a resumed run may have fewer than were shown.
    private mutating func showRows(_ table: CSVTable?) {
        guard let table else { return }
        shownRows = min(shownRows, table.rows)
        for row in shownRows..<table.rows { terminal.line(text(table, row)) }
        shownRows = table.rows
    }

    private func progress(_ table: CSVTable?) -> String {
        guard let table, table.rows > 0 else { return "  no epoch has ended yet" }
        let row = table.rows - 1
        let bar = share(table, row).map { ProgressBar.text(share: $0, width: 24) + "  " } ?? ""
        return "  " + terminal.painted(bar, .accent) + text(table, row)
    }

    private func share(_ table: CSVTable, _ row: Int) -> Double? {
        if let epochs = budget.epochs, let epoch = table["epoch"]?[row] {
            return epoch / Double(max(1, epochs))
        }
        if let steps = budget.steps, let step = table["step"]?[row] { return step / Double(max(1, steps)) }
        return nil
    }

    private func text(_ table: CSVTable, _ row: Int) -> String {
        var parts: [String] = []
        if let epoch = table["epoch"]?[row] {
            let total = budget.epochs.map { "/\($0)" } ?? ""
            parts.append("epoch \(NumberText.significant(epoch))\(total)")
        }
        for (name, label) in [("train_loss", "loss"), ("val_loss", "val"), ("lr", "lr")] {
            if let value = table[name]?[row], !value.isNaN {
                parts.append("\(label) \(NumberText.figure(value))")
            }
        }
        return parts.joined(separator: "  ")
    }
}
