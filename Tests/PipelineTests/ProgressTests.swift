import Foundation
import Pipeline
import TestSupport
import Testing

@Suite("Progress of a training")
struct ProgressTests {
    private func progress(_ step: Int) -> TrainingProgress {
        TrainingProgress(
            epoch: step / 10 + 1, epochs: 100, step: step, totalSteps: 1000, loss: 0.5, validationLoss: 0.25,
            learningRate: 0.1)
    }

    /// What is written when `body` reports to a terminal that is interactive or not.
    private func written(isInteractive: Bool, _ body: (ProgressReporter) -> Void) throws -> String {
        let folder = try TemporaryFolder()
        let path = folder.file("terminal")
        let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
        defer { close(descriptor) }
        let terminal = Terminal(descriptor: descriptor, isInteractive: isInteractive, hasColor: false)
        body(ProgressReporter(terminal: terminal, log: nil, firstStep: 0))
        return try String(contentsOfFile: path, encoding: .utf8)
    }

    @Test("A terminal's line is drawn at most ten times a second, and the last state always")
    func interactive() throws {
        let start = monotonicSeconds()
        let text = try written(isInteractive: true) { reporter in
            for step in 1...1000 { reporter.update(progress(step)) }
            reporter.finish(progress(1000))
        }
        let seconds = monotonicSeconds() - start
        let drawn = text.count { $0 == "\r" }
        #expect(drawn >= 2)
        #expect(Double(drawn) <= 2 + seconds * 10)
        #expect(text.hasSuffix("\u{1B}[K\n"))
        #expect(text.contains("loss 0.50000  val 0.25000"))
        #expect(text.contains("━━━"))
    }

    @Test("Elsewhere plain lines are written, at most one a second, and the last state always")
    func plain() throws {
        let text = try written(isInteractive: false) { reporter in
            for step in 1...1000 { reporter.update(progress(step)) }
            reporter.finish(progress(1000))
        }
        #expect(!text.contains("\r"))
        #expect(!text.contains("\u{1B}"))
        #expect(text.split(separator: "\n").count == 1)
        #expect(text.hasPrefix("epoch 101/100  loss 0.50000  val 0.25000"))
    }
}
