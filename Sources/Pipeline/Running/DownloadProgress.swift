import Data
import Machine

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
