import Foundation
import Pipeline
import Runs
import TestSupport
import Testing

@Suite("Predicting images and arrays")
struct ArrayPredictionTests {
    private static func idx(_ shape: [UInt8], _ values: [UInt8]) -> Data {
        Data([0, 0, 8, UInt8(shape.count)] + shape.flatMap { [0, 0, 0, $0] } + values)
    }

    /// 24 images of 2 × 2: class 1 has its light on the right.
    private func trained() throws -> TestWorkspace {
        let workspace = try TestWorkspace()
        var images: [UInt8] = []
        var labels: [UInt8] = []
        for index in 0..<24 {
            let isRight = index % 2 == 1
            let light = UInt8(200 + index)
            images += isRight ? [10, light, 5, light] : [light, 5, light, 10]
            labels.append(isRight ? 1 : 0)
        }
        try workspace.folder.write(Self.idx([24, 2, 2], images), to: "images.idx")
        try workspace.folder.write(Self.idx([24], labels), to: "labels.idx")
        try workspace.folder.write(
            Self.idx([3, 2, 2], [9, 220, 9, 220, 220, 9, 220, 9, 0, 250, 0, 250]), to: "new.idx")
        try workspace.folder.write(
            """
            data:
              source: {idx: {path: images.idx, labels: labels.idx}}
              target: label
              steps: [standardize]
              split: {random: {train: 0.75, test: 0.25}}
            model: [{linear: 1}]
            loss: binary_cross_entropy
            optimizer: {sgd: {lr: 0.5}}
            train: {epochs: 30, batch_size: all}
            metrics: [accuracy]
            """, to: "images.yaml")
        #expect(workspace.run(specification: "images.yaml").status == .done)
        return workspace
    }

    private func predict(_ file: String, _ workspace: TestWorkspace) throws -> (
        CommandStatus?, CapturedOutput
    ) {
        let request = PredictRequest(
            run: "latest", data: workspace.folder.file(file), out: "-", runsFolder: workspace.runsFolder,
            partRows: 2)
        var status: CommandStatus?
        let captured = try CapturedOutput { output in
            status = PredictRun.perform(request, output: output, environment: workspace.environment)
        }
        return (status, captured)
    }

    /// Predictions go to the process's standard output; what matters here is a file of their own.
    @Test("images of another file are predicted as those of the run were read")
    func images() throws {
        let workspace = try trained()
        let out = workspace.folder.file("out.csv")
        let request = PredictRequest(
            run: "latest", data: workspace.folder.file("new.idx"), out: out, runsFolder: workspace.runsFolder,
            partRows: 2)
        let captured = try CapturedOutput { output in
            let status = PredictRun.perform(request, output: output, environment: workspace.environment)
            #expect(status == .done)
        }
        let text = try String(contentsOfFile: out, encoding: .utf8)
        #expect(text == "row,prediction\n0,1\n1,0\n2,1\n", "\(captured.messages)")
    }

    @Test("a file of text cannot hold images, and the message says what can")
    func text() throws {
        let workspace = try trained()
        let (status, captured) = try predict("data/plants.csv", workspace)
        #expect(status == .failed)
        #expect(
            captured.messages.contains("the model reads 'image', whose values are tensors"),
            "\(captured.messages)")
    }

    @Test("an interrupted prediction leaves nothing behind, not even what a killed one had left")
    func interrupted() throws {
        let workspace = try trained()
        let out = workspace.folder.file("out.csv")
        // No process has the largest number there can be.
        try workspace.folder.write("half", to: "out.csv.tmp-2147483646")
        let request = PredictRequest(
            run: "latest", data: workspace.folder.file("new.idx"), out: out, runsFolder: workspace.runsFolder)
        let captured = try CapturedOutput { output in
            let status = PredictRun.perform(
                request, output: output, environment: workspace.environment, isInterrupted: { true })
            #expect(status == .failed)
        }
        #expect(captured.messages.contains("interrupted"))
        let names = try FileManager.default.contentsOfDirectory(atPath: workspace.folder.path)
        #expect(names.filter { $0.hasPrefix("out.csv") }.isEmpty, "\(names)")
    }
}
