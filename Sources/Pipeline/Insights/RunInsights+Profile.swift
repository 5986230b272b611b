import Data
import Foundation
import Runs

extension RunInsights {
    /// As many numbers a row as are listed one by one; of more, all are one column.
    private static let mostColumns = 500

    /// `profile.json`: the source's rows as they were when the data were prepared, and the training rows as the model
    /// reads them; nil when nothing can be said.
    static func profile(_ data: PreparedData) -> Foundation.Data? {
        let after = modelRows(data).flatMap { table in
            DataProfile.quickProfile(table, target: data.targetNames.first, targetType: .auto)?.text
        }
        let parts = [("after", after), ("before", data.sourceProfile)].compactMap { name, text in
            text.map { "\"\(name)\":\($0)" }
        }
        return parts.isEmpty ? nil : Foundation.Data(("{" + parts.joined(separator: ",") + "}\n").utf8)
    }

    /// Evenly spaced training rows as a table: at most as many as a glance looks at.
    private static func modelRows(_ data: PreparedData) -> Table? {
        guard let train = data[split: "train"], train.rows > 0 else { return nil }
        let rows = min(train.rows, max(50, 200_000 / max(1, train.features.columns)), 5000)
        let chosen = (0..<rows).map { $0 * train.rows / rows }
        var columns: [(name: String, column: Column)] = []
        if data.featureNames.count <= mostColumns {
            for (index, name) in data.featureNames.enumerated() {
                columns.append((name, numbers(train.features, index, chosen)))
            }
        } else {
            let inputs = data.preprocessing.inputs?.features ?? []
            columns.append((inputs.count == 1 ? inputs[0] : "features", tensors(train.features, chosen)))
        }
        if let name = data.targetNames.first {
            switch data.target {
            case .real: columns.append((name, numbers(train.targets, 0, chosen)))
            case .classes(let classes):
                let codes = chosen.map { row -> Int32 in
                    let code = Int32(exactly: train.targets[row, 0]) ?? -1
                    return classes.indices.contains(Int(code)) ? code : -1
                }
                columns.append((name, .categories(CategoryColumn(codes: codes, levels: classes))))
            }
        }
        // A target that is a feature as well stands twice: nothing is said then.
        return try? Table(columns)
    }

    private static func numbers(_ matrix: DataMatrix, _ column: Int, _ rows: [Int]) -> Column {
        let storage = NumberStorage(uninitialized: rows.count)
        for (place, row) in rows.enumerated() { storage.pointer[place] = matrix[row, column] }
        return .numbers(NumberColumn(storage: storage))
    }

    private static func tensors(_ matrix: DataMatrix, _ rows: [Int]) -> Column {
        let width = matrix.columns
        let storage = TensorStorage(byteCount: rows.count * width * MemoryLayout<Double>.stride)
        let values = storage.pointer.bindMemory(to: Double.self, capacity: rows.count * width)
        for (place, row) in rows.enumerated() {
            for column in 0..<width { values[place * width + column] = matrix[row, column] }
        }
        return .tensors(
            TensorColumn(storage: storage, element: .float64, shape: [width], count: rows.count))
    }
}
