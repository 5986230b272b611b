import Foundation
import Kernels

/// Looks for columns whose values lie so far from 0 that single precision takes them for one another.
///
///     spacing = distance of neighboring numbers at the largest magnitude of the training rows
///     rounded away: spacing > deviation / 1000
///
/// - Limits: float32 only; features are judged by a sample of 10,000 training rows
struct NumberPrecision {
    private let pipeline: DataPipeline
    private let rows: [Int32]

    init(_ pipeline: DataPipeline, _ assignment: RowAssignment) {
        self.pipeline = pipeline
        rows = assignment.parts.first { $0.name == "train" }?.rows ?? []
    }

    private static let steps = 1000.0
    private static let sampleRows = 10_000

    /// Brings targets near 0 whose differences would be rounded away, each by one more step: predictions are taken back
    /// by it.
    ///
    /// - Returns: what to tell; nothing where nothing was done
    func center(_ stage: inout PreparationStage) throws -> [String] {
        try pipeline.section.targets.value.compactMap { try center($0, &stage) }
    }

    private func center(_ name: String, _ stage: inout PreparationStage) throws -> String? {
        guard pipeline.elementType == .float32, pipeline.section.targetType != .class,
            case .numbers(let numbers)? = stage.table[name]
        else { return nil }
        let statistics = ColumnStatistics(rows.map { numbers.values[Int($0)] }.filter { $0.isFinite })
        guard let spacing = Self.coarseSpacing(statistics) else { return nil }
        let what =
            "the target '\(name)' lies around \(Self.text(statistics.mean)) and varies by "
            + "\(Self.text(statistics.deviation())), where float32 holds multiples of \(Self.text(spacing)) only"
        guard pipeline.centersTarget else {
            return what
                + ": 'element_type: float64', or a step that scales the target, keeps its values apart"
        }
        // A multiple of a power of 2 below the deviation: taking it away and adding it rounds nothing.
        let unit = Double(sign: .plus, exponent: statistics.deviation().exponent, significand: 1)
        let offset = (statistics.mean / unit).rounded() * unit
        let transform = StandardizeTransform(
            columns: [.init(name: name, mean: offset, deviation: 1, isConstant: false)])
        let before = stage.table
        stage.table = try transform.apply(to: before)
        stage.original.note(
            transform, before: before, after: stage.table,
            names: pipeline.section.targets.value.map { ($0, $0) })
        stage.entries.append(
            Preprocessing.Entry(transform: transform, fittedOn: .train, fittedRows: rows.count))
        return what
            + ": the model is trained on its difference from \(Self.text(offset)), and predictions are taken back"
    }

    /// Features whose differences are rounded away.
    func remarks(_ table: Table, _ features: [String]) -> [String] {
        guard pipeline.elementType == .float32, !rows.isEmpty else { return [] }
        let stride = max(1, rows.count / Self.sampleRows)
        let sample = Swift.stride(from: 0, to: rows.count, by: stride).map { Int(rows[$0]) }
        let coarse = features.filter { name in
            guard case .numbers(let numbers)? = table[name] else { return false }
            return Self.coarseSpacing(
                ColumnStatistics(sample.map { numbers.values[$0] }.filter { $0.isFinite })) != nil
        }
        guard let first = coarse.first else { return [] }
        let more = coarse.count > 1 ? " (and \(coarse.count - 1) more)" : ""
        return [
            "the feature '\(first)'\(more) lies so far from 0 that float32 rounds its differences away: 'standardize' it, "
                + "or set 'element_type: float64'"
        ]
    }

    private static func coarseSpacing(_ statistics: ColumnStatistics) -> Double? {
        let largest = max(abs(statistics.minimum), abs(statistics.maximum))
        let deviation = statistics.deviation()
        guard statistics.count > 1, deviation > 0, !statistics.isConstant, largest < 1e38 else { return nil }
        let spacing = Double(Float(largest).ulp)
        return spacing > deviation / steps ? spacing : nil
    }

    private static func text(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(format: "%.6g", value)
    }
}
