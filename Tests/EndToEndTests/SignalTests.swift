import Foundation
import Testing

extension EndToEndTests {
    /// What batch systems, terminals and limits do to a process.
    @Suite struct SignalTests {
        private let long = ["run", AssayProgram.experiment("xor"), "train.epochs=100000000", "--no-report"]

        /// Starts a run and waits until it has trained for a moment.
        private func training(in workspace: Workspace) throws -> RunningProgram {
            let program = try AssayProgram.start(long, in: workspace)
            let deadline = ContinuousClock.now + .seconds(60)
            while ContinuousClock.now < deadline {
                if let run = workspace.runDirectories().first, run.exists("steps.csv") { break }
                Thread.sleep(forTimeInterval: 0.02)
            }
            Thread.sleep(forTimeInterval: 0.3)
            return program
        }

        @Test(
            "Signals that announce the end of a job stop a training with a checkpoint",
            arguments: [SIGUSR1, SIGUSR2, SIGXCPU, SIGTERM, SIGINT, SIGHUP])
        func stops(signal: Int32) throws {
            let workspace = try Workspace()
            let program = try training(in: workspace)
            program.send(signal)
            let ending = try program.wait(within: 60)
            #expect(ending.code == 75, "\(ending.errors)")
            let run = try #require(workspace.runDirectories().first)
            #expect(run.status == "interrupted")
            #expect(run.exists("checkpoints/last.safetensors"))
        }

        @Test("Warnings may come again and again, and a wish may arrive twice") func repeated() throws {
            for signals in [[SIGXCPU, SIGXCPU, SIGUSR1, SIGTERM], [SIGINT, SIGINT]] {
                let workspace = try Workspace()
                let program = try training(in: workspace)
                for signal in signals { program.send(signal) }
                let ending = try program.wait(within: 60)
                #expect(ending.code == 75, "\(ending.errors)")
                #expect(try #require(workspace.runDirectories().first).exists("checkpoints/last.safetensors"))
            }
        }

        @Test("A limit on the size of files is an error with a reason") func fileSize() throws {
            let workspace = try Workspace()
            let ending = try Shell.run(
                "ulimit -f 8; \(AssayProgram.path) \(long.joined(separator: " ")) -q", in: workspace)
            #expect(ending.code == 1)
            #expect(ending.errors.contains("file too large"), "\(ending.errors)")
        }

        @Test(
            "With too little memory for threads the program ends by itself",
            arguments: [200_000, 250_000, 400_000])
        func noThreads(kibibytes: Int) throws {
            let workspace = try Workspace()
            let experiment = AssayProgram.experiment("xor")
            let ending = try Shell.run(
                "ulimit -v \(kibibytes); \(AssayProgram.path) run \(experiment) -q --no-report",
                in: workspace,
                within: 60)
            // 127: even the libraries find no room.
            #expect([0, 1, 2, 127].contains(ending.code), "\(ending.code) \(ending.errors)")
        }

        @Test("A run that needs more memory than there is, is refused with the place") func memory() throws {
            let workspace = try Workspace()
            let specification = try String(contentsOfFile: AssayProgram.experiment("xor"), encoding: .utf8)
            let data = AssayProgram.packageRoot + "/experiments/data/xor.csv"
            let file = try workspace.write(
                specification.replacing("data/xor.csv", with: data), to: "large.yaml")
            let ending = try Shell.run(
                "ulimit -v 2500000; \(AssayProgram.path) run \(file) 'model=[{linear: 300000000}, tanh, {linear: 1}]'",
                in: workspace)
            #expect(ending.code == 2)
            #expect(ending.errors.contains("error[not-enough-memory]"), "\(ending.errors)")
            #expect(ending.errors.contains("ulimit -v"))
            #expect(workspace.runDirectories().isEmpty)
        }

        @Test("More threads than the field allows are refused", arguments: ["0", "1025", "100000"])
        func threads(count: String) throws {
            let workspace = try Workspace()
            let ending = try AssayProgram.run(long + ["--threads", count], in: workspace)
            #expect(ending.code == 2)
            #expect(ending.errors.contains("1 to 1024"))
        }
    }

    /// A shell command line, for what only a shell can set up.
    enum Shell {
        static func run(_ command: String, in workspace: Workspace, within seconds: Double = 300) throws
            -> Ending
        {
            try RunningProgram(path: "/bin/bash", ["-c", command], in: workspace).wait(within: seconds)
        }
    }
}
