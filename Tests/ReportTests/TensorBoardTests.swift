import Foundation
import Report
import Runs
import TestSupport
import Testing

@Suite("TensorBoard")
struct TensorBoardTests {
    private let started = RunTime(milliseconds: 1_795_269_802_125)
    private let settings: [RunEvents.Setting] = [
        ("optimizer.lr", .number(0.1)), ("optimizer.type", .text("adam")), ("train.shuffle", .flag(true)),
    ]

    private func makeFile(in folder: TemporaryFolder, epochs: Int, continuing: Int? = nil) throws -> EventFile
    {
        try GeneratedRun().write(to: folder.path, id: GeneratedRun.id(1))
        return try open(folder, continuing: continuing, epochs: 1...epochs)
    }

    private func open(_ folder: TemporaryFolder, continuing: Int?, epochs: ClosedRange<Int>) throws
        -> EventFile
    {
        let directory = try RunDirectory(path: folder.file(GeneratedRun.id(1)))
        let file = try EventFile(
            directory: directory, started: started, specification: "name: demo\n```\n", settings: settings,
            continuing: continuing)
        for epoch in epochs {
            file.add(
                EventFile.Epoch(
                    seconds: Double(epoch), step: epoch * 10, rate: 0.1,
                    figures: [("train_loss", 1 / Double(epoch)), ("val_loss", .nan), ("val_r2", 0.5)],
                    weights: [("0.weight", [-1, 0, 0.5, 1]), ("0.bias", [2, 2])]))
        }
        try file.flush()
        return file
    }

    private func bytes(_ folder: TemporaryFolder) throws -> Data {
        try Data(contentsOf: URL(filePath: folder.file(GeneratedRun.id(1)) + "/" + RunFile.events))
    }

    /// RFC 3720, appendix B.4, and the check value of the algorithm's catalogue entry (CRC-32/ISCSI).
    @Test("Check sums")
    func checksums() {
        #expect(MaskedChecksum.plain(Array("123456789".utf8)) == 0xe306_9283)
        #expect(MaskedChecksum.plain([UInt8](repeating: 0, count: 32)) == 0x8a91_36aa)
        #expect(MaskedChecksum.plain([UInt8](repeating: 0xff, count: 32)) == 0x62a8_ab43)
    }

    @Test("Records read back whole; a torn or damaged end is left out")
    func records() throws {
        let folder = try TemporaryFolder()
        _ = try makeFile(in: folder, epochs: 3)
        let data = try bytes(folder)
        let records = EventRecord.all(in: data)
        #expect(records.count == RunEvents.beginningRecords + 3)
        #expect(records.last?.end == data.count)
        #expect(EventRecord.all(in: data.dropLast(1)).count == records.count - 1)
        var damaged = data
        damaged[damaged.count - 10] ^= 1
        #expect(EventRecord.all(in: damaged).count == records.count - 1)
        #expect(EventRecord.all(in: Data(repeating: 0xff, count: 100)).isEmpty)
        #expect(EventRecord.all(in: Data()).isEmpty)
    }

    @Test("A continued file has the bytes of one that was never interrupted; a lost one is made anew")
    func continuing() throws {
        let folder = try TemporaryFolder()
        _ = try makeFile(in: folder, epochs: 5)
        let whole = try bytes(folder)
        _ = try open(folder, continuing: 2, epochs: 3...5)
        #expect(try bytes(folder) == whole)
        try FileManager.default.removeItem(atPath: folder.file(GeneratedRun.id(1)) + "/" + RunFile.events)
        _ = try open(folder, continuing: 2, epochs: 3...5)
        #expect(EventRecord.all(in: try bytes(folder)).count == RunEvents.beginningRecords + 5)
    }

    @Test("A cross-validation has a file for the means and one for each fold; written again it is the same")
    func folds() throws {
        let folder = try TemporaryFolder()
        let directory = try GeneratedRun().write(to: folder.path, id: GeneratedRun.id(1))
        let rows = (1...2).flatMap { fold in
            (1...3).map { "\(fold),\($0),\($0 * 10),0.5,0.1,1.0,\(Double(fold) / Double($0))" }
        }
        let text = (["fold,epoch,step,seconds,lr,train_loss,val_loss"] + rows).joined(separator: "\n") + "\n"
        try directory.replace(RunFile.foldsTable, with: text)
        let metrics = try #require(try directory.metrics())
        func write() throws {
            try FoldEvents.write(
                directory, manifest: try directory.manifest(), specification: "name: demo\n",
                settings: settings, metrics: metrics)
        }
        try write()
        let before = try bytes(folder)
        // The beginning, three epochs, the end.
        #expect(EventRecord.all(in: before).count == RunEvents.beginningRecords + 3 + 1)
        for fold in 1...2 {
            let path = directory.file(FoldEvents.folder(fold: fold)) + "/" + RunFile.events
            let data = try Data(contentsOf: URL(filePath: path))
            // The version and three epochs.
            #expect(EventRecord.all(in: data).count == 1 + 3)
        }
        try write()
        #expect(try bytes(folder) == before)
    }

    @Test("The same run gives the same bytes")
    func determinism() throws {
        let folders = [try TemporaryFolder(), try TemporaryFolder()]
        for folder in folders { _ = try makeFile(in: folder, epochs: 3) }
        #expect(try bytes(folders[0]) == bytes(folders[1]))
    }

    @Test(
        "TensorBoard's own reader finds scalars, text, settings, result and histograms",
        .enabled(if: TensorBoardPython.path != nil, "\(TensorBoardPython.isMissing)"))
    func reader() throws {
        let folder = try TemporaryFolder()
        let file = try makeFile(in: folder, epochs: 3)
        let directory = try RunDirectory(path: folder.file(GeneratedRun.id(1)))
        try file.end(
            at: RunTime(milliseconds: started.milliseconds + 4000), step: 30, state: .completed,
            metrics: try directory.metrics())
        try file.flush()
        let found = try #require(try TensorBoardPython.read(directory.path))
        let scalars = try #require(found["scalars"] as? [String: [[Double]]])
        #expect(scalars.keys.sorted() == ["Loss/train", "Mse/test", "R2/test", "R2/val", "lr"])
        #expect(scalars["Loss/train"]?.map { $0[0] } == [10, 20, 30])
        // 1/3 as a 32-bit number.
        #expect(scalars["Loss/train"]?.map { $0[1] } == [1, 0.5, Double(Float(1.0 / 3))])
        #expect(scalars["Mse/test"] == [[30, 0.5]])
        let texts = try #require(found["texts"] as? [String: [String]])
        #expect(texts["specification/text_summary"] == ["````yaml\nname: demo\n```\n\n````"])
        let hparams = try #require(found["hparams"] as? [String: Any])
        #expect(hparams["optimizer.lr"] as? Double == 0.1)
        #expect(hparams["optimizer.type"] as? String == "adam")
        #expect(hparams["train.shuffle"] as? Bool == true)
        #expect(found["status"] as? Int == 1)
        let histograms = try #require(found["histograms"] as? [String: [[Any]]])
        #expect(histograms.keys.sorted() == ["weights/0.bias", "weights/0.weight"])
        let weights = try #require(histograms["weights/0.weight"]?.first)
        #expect(weights.prefix(4).compactMap { $0 as? Double } == [10, -1, 1, 4])
        #expect((weights[4] as? [Double])?.reduce(0, +) == 4)
    }
}

/// A Python with the package `tensorboard`: `ASSAY_TENSORBOARD_PYTHON`, the usual one if it has it, else a virtual
/// environment made for the tests under `.build`.
enum TensorBoardPython {
    static let isMissing =
        "skipped: no Python package 'tensorboard', and it could not be installed (pip install tensorboard)"

    static let path: String? = {
        let environment = packageRoot + "/.build/tensorboard-python"
        let named = ProcessInfo.processInfo.environment["ASSAY_TENSORBOARD_PYTHON"].map { [$0] } ?? []
        let candidates = named + [environment + "/bin/python", "python3"]
        if let found = candidates.first(where: hasPackage) { return found }
        guard run(["python3", "-m", "venv", environment]) != nil else { return nil }
        let pip = environment + "/bin/pip"
        _ = run([pip, "install", "--quiet", "--disable-pip-version-check", "--retries", "1", "tensorboard"])
        return hasPackage(environment + "/bin/python") ? environment + "/bin/python" : nil
    }()

    static func read(_ folder: String) throws -> [String: Any]? {
        guard let path,
            let output = run([path, packageRoot + "/Tests/References/report_tensorboard.py", folder])
        else { return nil }
        return try JSONSerialization.jsonObject(with: output) as? [String: Any]
    }

    private static func hasPackage(_ python: String) -> Bool {
        run([python, "-c", "import tensorboard.backend.event_processing.event_accumulator"]) != nil
    }

    /// What a command printed; nil when it failed.
    private static func run(_ arguments: [String]) -> Data? {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? data : nil
    }
}
