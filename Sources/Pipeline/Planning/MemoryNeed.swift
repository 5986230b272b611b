import Data
import Machine
import Spec
import Training

/// The memory a training takes at least, as far as the plan knows: what is refused before it is tried.
struct MemoryNeed {
    /// The table the rows are prepared in, in double precision; nothing when they come prepared from the cache.
    var tableBytes: Int
    /// Features and targets.
    var dataBytes: Int
    /// Parameters with gradient and optimizer state, and the widest activations of a batch.
    var modelBytes: Int

    /// While it trains, as the plan says it.
    var trainingBytes: Int { saturated(Double(dataBytes) + Double(modelBytes)) }
    /// What the process keeps to of table and data, where the specification says so.
    var bound: Int?

    /// At its widest: the table is gone when the training begins.
    var bytes: Int {
        let rows = max(Double(dataBytes), Double(tableBytes) + Double(dataBytes))
        let whole = max(trainingBytes, saturated(rows))
        return bound.map { min(whole, saturated(Double($0) + Double(modelBytes))) } ?? whole
    }

    /// Whether the table, or features and targets, go beyond the bound.
    var goesBeyondBound: Bool { bound.map { tableBytes > $0 / 8 || dataBytes > $0 / 8 } ?? false }

    /// - Parameter model: nil when it is not known before the data are read
    init(_ subject: CheckSubject, model: ModelPlan?) {
        let size = Double(subject.spec.realType.elementType.byteCount)
        let plan = subject.data
        let prepared = plan.flatMap {
            $0.partRows.isEmpty ? nil : $0.partRows.values.reduce(0.0) { $0 + Double($1) }
        }
        let source = plan?.nodes.first.flatMap { $0.kind == .source ? $0 : nil }
        let rows = prepared ?? subject.rowsBeforeSplit.map { Double($0) } ?? 0
        let numbersPerRow = Double(plan.map { $0.featureNames.count + $0.targetNames.count } ?? 0)
        let isCached = plan?.nodes.last?.isCached ?? false
        tableBytes =
            isCached
            ? 0 : saturated(8 * Double(source?.rows ?? 0) * Double(source?.schema.columns.count ?? 0))
        dataBytes = saturated(rows * numbersPerRow * size)
        modelBytes = 0
        bound = subject.spec.memory?.bytes
        guard let model, subject.spec.solver == nil else { return }
        guard subject.spec.trees == nil else {
            modelBytes = saturated(
                rows * (TreeMemory.bytesPerNumber * numbersPerRow + TreeMemory.bytesPerRow))
            return
        }
        let batch: Double
        switch subject.spec.train.batchSize {
        case .rows(let count):
            batch = min(Double(count), subject.trainingRows.map { Double($0) } ?? .infinity)
        case .all: batch = subject.trainingRows.map { Double($0) } ?? 0
        }
        // Gradient and optimizer state are of what is trained alone.
        let states = Double(1 + subject.spec.optimizer.value.slots.count)
        let numbers = Double(model.parameterCount) + states * Double(model.trainable.count)
        modelBytes = saturated(
            size * (numbers + 2 * batch * Double(model.widestRow)))
    }

    /// Throws when there is certainly not as much.
    ///
    /// - Errors: `DataDiagnostics` at what takes most of it
    func check(_ subject: CheckSubject, model: ModelPlan?) throws {
        do {
            try MemoryShortage.check(bytes)
        } catch {
            let isModel = modelBytes >= max(tableBytes, dataBytes)
            let layer = model?.summaries.max { $0.parameterCount < $1.parameterCount }
            let need = "this run needs at least \(NumberText.bytes(bytes)) of memory"
            let bound = error.available.map { ", but " + $0.phrase(NumberText.bytes($0.bytes)) } ?? ""
            throw DataDiagnostics([
                Diagnostic(
                    "not-enough-memory", need + bound,
                    at: isModel
                        ? layer?.origin ?? subject.origin(of: "model") : subject.origin(of: "data.source"),
                    help: isModel
                        ? "make the layer narrower or the batches smaller, or give the process more memory"
                        : "use fewer rows or columns, or keep to what there is: --memory 1G lets the rest lie in files",
                    notes: [
                        "\(NumberText.bytes(tableBytes)) to prepare the table, \(NumberText.bytes(dataBytes)) for "
                            + "features and targets, \(NumberText.bytes(modelBytes)) for the model"
                    ])
            ])
        }
    }
}

/// What the library of trees keeps of a table: every number with the number of its column, and its bin; scores and
/// derivatives of every row.
enum TreeMemory {
    static let bytesPerNumber = 10.0
    static let bytesPerRow = 64.0
}

/// The whole number nearest to it that there is.
private func saturated(_ value: Double) -> Int {
    value < 9.2e18 ? Int(max(value, 0)) : Int.max
}
