import Runs

/// The curves of a run for a terminal: the losses in one picture with colors, in one each without.
struct RunCurves {
    private let table: CSVTable

    /// Nil when there is nothing to draw: fewer than two epochs.
    init?(_ directory: RunDirectory) {
        guard let table = CSVTable(path: directory.file(RunFile.metricsTable)), table.rows > 1 else {
            return nil
        }
        self.table = table
    }

    func lines(_ terminal: Terminal, height: Int = 8) -> [String] {
        let paints: [(String, Paint)] = [("train_loss", .accent), ("val_loss", .caution)]
        let curves = paints.compactMap { name, paint in
            table[name].map { CurveDrawing.Curve(name: name, values: $0, paint: paint) }
        }
        let epochs = table["epoch"] ?? []
        let range = (first: epochs.first ?? 1, last: epochs.last ?? Double(table.rows))
        let groups = terminal.hasColor ? [curves] : curves.map { [$0] }
        let width = min(terminal.width, 100)
        return groups.flatMap { group in
            CurveDrawing(
                curves: group, xName: "epoch", xRange: range, width: width,
                height: groups.count > 1 ? max(4, height - 3) : height
            ).lines(terminal)
        }
    }
}
