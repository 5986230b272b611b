import Foundation
import Testing

extension Workspace {
    /// Runs a command to its end, then again and again, killed each time at another moment of its duration and resumed.
    ///
    /// - Parameter command: its arguments without the folder of results
    /// - Parameter check: given the run that was killed and resumed, the one that was not, and when it was killed
    func resumeAfterKills(
        _ count: Int, of command: [String], check: (RunFiles, RunFiles, String) throws -> Void
    ) throws {
        func finish(_ folder: String) throws {
            #expect(try AssayProgram.run(command + ["--runs", folder], in: self).code == 0)
        }
        try finish("whole")
        let started = ContinuousClock.now
        try finish("timed")
        let duration = (ContinuousClock.now - started) / .seconds(1)
        let whole = try #require(runDirectories(in: "whole").first)

        var generator = SeededGenerator(state: 2026)
        for attempt in 0..<count {
            let share = (Double(attempt) + Double.random(in: 0..<1, using: &generator)) / Double(count)
            let folder = "killed-\(attempt)"
            let program = try AssayProgram.start(command + ["--runs", folder], in: self)
            Thread.sleep(forTimeInterval: share * duration)
            program.send(SIGKILL)
            _ = try program.wait(within: 60)

            let what = "killed after \(Int(share * 100)) % of the time"
            guard let killed = runDirectories(in: folder).first, killed.exists("run.json") else {
                // Nothing was written yet: the user starts anew.
                try finish(folder)
                continue
            }
            if killed.status != "completed" {
                let resumed = try AssayProgram.run(["resume", "--runs", folder, "--quiet"], in: self)
                #expect(resumed.code == 0, "\(what): \(resumed.errors)")
            }
            #expect(killed.status == "completed")
            try check(killed, whole, what)
        }
    }
}
