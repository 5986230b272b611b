import Data
import Foundation
import Kernels
import Spec
import Training

extension Workload {
    /// A session over the arrays that `peers/prepare.py` wrote.
    func session(arrays folder: String, threads: Int, trials: Int) throws -> TrainingSession {
        let features = try Self.matrix("\(folder)/\(arrays)-features.f32", columns: columns, rows: rows)
        let targets = try Self.matrix("\(folder)/\(arrays)-targets.f32", columns: 1, rows: rows)
        let split = PreparedSplit(
            name: "train", rowIds: Array(0..<features.rows), features: features, targets: targets)
        var diagnostics = DiagnosticBag()
        let plan = ModelPlan.infer(
            layers: layers.map { Located(value: $0, origin: .defaultValue) }, weightInitializer: nil,
            loss: Located(value: loss, origin: .defaultValue), input: Shape([columns]), target: target,
            place: .defaultValue, diagnostics: &diagnostics)
        guard let plan else { throw BenchmarkError("the model does not fit: \(diagnostics.all)") }
        return try TrainingSession(
            settings: TrainingSettings(plan: plan, train: train, threads: threads),
            trials: (0..<trials).map(trial), splits: [split])
    }

    /// - Parameter rows: at most; nil for all
    static func matrix(_ path: String, columns: Int, rows: Int? = nil) throws -> DataMatrix {
        let data = try Data(contentsOf: URL(filePath: path))
        let available = data.count / MemoryLayout<Float>.stride / columns
        let rows = min(rows ?? available, available)
        let buffer = Buffer(.float32, count: rows * columns)
        data.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            buffer.pointer.copyMemory(from: start, byteCount: rows * columns * MemoryLayout<Float>.stride)
        }
        return DataMatrix(rows: rows, columns: columns, buffer: buffer)
    }
}

struct BenchmarkError: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
