import Foundation
import Machine

/// `log.txt`: what the terminal showed, each line with its time. Whoever reads it does so on a terminal: control
/// characters of names and texts are replaced.
package final class RunLog: Sendable {
    private let file: AppendFile

    /// Continues an existing log; a resumed run's log tells the whole story.
    package init(directory: RunDirectory) throws {
        let path = directory.file(RunFile.log)
        var information = stat()
        let length = stat(path, &information) == 0 ? Int(information.st_size) : 0
        file = try AppendFile(path: path, cutTo: length, gate: directory.gate)
    }

    package func write(_ text: String) {
        let time = RunTime.now().localText
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            file.append("\(time)  \(PrintableText.oneLine(String(line)))\n")
        }
    }

    package func flush() throws {
        try file.flush()
    }
}
