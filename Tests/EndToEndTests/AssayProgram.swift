import Foundation

/// The built program, run as users run it: as a process with arguments, environment and files.
///
/// The binary is the one that `swift build` puts beside the tests, or the one named by ASSAY_BINARY.
enum AssayProgram {
    static let packageRoot = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL.path

    static let path: String = {
        if let given = ProcessInfo.processInfo.environment["ASSAY_BINARY"], !given.isEmpty { return given }
        #if DEBUG
            return packageRoot + "/.build/debug/assay"
        #else
            return packageRoot + "/.build/release/assay"
        #endif
    }()

    static var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: path) }
    static let missing = "the program is not built (make test builds it)"

    /// Whether models of trees can be trained here.
    static let hasTrees = ["libxgboost.so.0", "libxgboost.so"].contains { (name: String) in
        dlopen(name, RTLD_LAZY) != nil
    }
    static let noTrees = "XGBoost is not installed (make trees installs it)"

    /// The folder that ASSAY_DATA names, when it holds the published data set.
    static var hasPublishedData: Bool {
        guard let folder = ProcessInfo.processInfo.environment["ASSAY_DATA"] else { return false }
        return FileManager.default.fileExists(atPath: folder + "/sgemm_product.csv.gz")
    }
    static let noPublishedData =
        "sgemm_product.csv.gz is not there (set ASSAY_DATA to the folder that holds it)"

    static func experiment(_ name: String) -> String { packageRoot + "/experiments/\(name).yaml" }

    /// Runs the program to its end.
    static func run(
        _ arguments: [String], in workspace: Workspace, input: String? = nil, within seconds: Double = 900
    ) throws -> Ending {
        try start(arguments, in: workspace, input: input).wait(within: seconds)
    }

    /// Starts the program and returns at once.
    static func start(
        _ arguments: [String], in workspace: Workspace, input: String? = nil
    ) throws -> RunningProgram {
        try RunningProgram(path: path, arguments, in: workspace, input: input)
    }
}

/// How a process ended and what it printed.
struct Ending {
    /// The exit code, or minus the number of the signal that ended it.
    var code: Int32
    var output: String
    var errors: String

    /// The last line of the output, read as a JSON object.
    var lastObject: [String: Any]? {
        guard let line = output.split(separator: "\n").last else { return nil }
        return try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    }
}

/// A process that was started and has to be waited for.
final class RunningProgram {
    private let process: Process
    private let outputPath: String
    private let errorPath: String
    private let ended = DispatchSemaphore(value: 0)

    /// Its output goes to files: a pipe that nobody reads would stop it when full.
    init(path: String, _ arguments: [String], in workspace: Workspace, input: String? = nil) throws {
        process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(filePath: workspace.path)
        var environment = ProcessInfo.processInfo.environment
        environment["ASSAY_CACHE"] = Workspace.sharedCache
        environment["ASSAY_RUNS"] = workspace.path + "/runs"
        environment["NO_COLOR"] = "1"
        process.environment = environment
        outputPath = workspace.freshFile("output")
        errorPath = workspace.freshFile("errors")
        for path in [outputPath, errorPath] {
            try Data().write(to: URL(filePath: path))
        }
        process.standardOutput = try FileHandle(forWritingTo: URL(filePath: outputPath))
        process.standardError = try FileHandle(forWritingTo: URL(filePath: errorPath))
        if let input {
            let inputPath = workspace.freshFile("input")
            try Data(input.utf8).write(to: URL(filePath: inputPath))
            process.standardInput = try FileHandle(forReadingFrom: URL(filePath: inputPath))
        } else {
            process.standardInput = FileHandle.nullDevice
        }
        process.terminationHandler = { [ended] _ in ended.signal() }
        try process.run()
    }

    var isRunning: Bool { process.isRunning }

    func send(_ signal: Int32) {
        kill(process.processIdentifier, signal)
    }

    /// Waits for the end; a process that takes longer is killed and counts as a failure.
    func wait(within seconds: Double) throws -> Ending {
        if ended.wait(timeout: .now() + seconds) == .timedOut {
            send(SIGKILL)
            ended.wait()
            throw TookTooLong(arguments: process.arguments ?? [], seconds: seconds)
        }
        let status = process.terminationStatus
        return Ending(
            code: process.terminationReason == .uncaughtSignal ? -status : status,
            output: try String(contentsOfFile: outputPath, encoding: .utf8),
            errors: try String(contentsOfFile: errorPath, encoding: .utf8))
    }
}

struct TookTooLong: Error {
    var arguments: [String]
    var seconds: Double
}
