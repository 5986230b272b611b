import Kernels
import Spec

/// A split that deals the rows out several times: every fold is a training of its own, judged by rows it did not see.
///
/// Lifetime: as any split; `folds` is called once per preparation. Each fold has the parts `train` and `val`, and
/// `test` where the source has one of its own: those rows are in no fold.
package protocol FoldSplit: Split {
    /// Folds of all repetitions.
    var foldCount: Int { get }
    /// The parts the source itself declares; empty for one whole.
    var sourceParts: [String] { get set }
    /// - Parameter repetition: counted from 0; another order of the rows for each
    /// - Errors: `StepFailure` when there are too few rows, classes or groups
    func folds(
        _ table: Table, rows: [Int32], target: String, seed: UInt64, repetition: Int
    ) throws -> [Fold]
}

/// The rows of one fold, ascending.
package struct Fold: Sendable, Equatable {
    package var train: [Int32]
    package var val: [Int32]

    package init(train: [Int32], val: [Int32]) {
        self.train = train
        self.val = val
    }
}

extension FoldSplit {
    package var partNames: [String] { ["train", "val"] + (sourceParts.contains("test") ? ["test"] : []) }

    /// One assignment per fold.
    package func assignments(_ table: Table, target: String, seed: UInt64) throws -> [RowAssignment] {
        let test = sourceParts.contains("test") ? FoldRows.test(of: table) : []
        let rows = FoldRows.folded(of: table)
        return try folds(table, rows: rows, target: target, seed: seed, repetition: 0).map { fold in
            let parts = [
                RowAssignment.Part(name: "train", rows: fold.train),
                RowAssignment.Part(name: "val", rows: fold.val),
            ]
            return RowAssignment(
                parts: test.isEmpty ? parts : parts + [RowAssignment.Part(name: "test", rows: test)])
        }
    }

    /// The first fold, for whoever wants to look at one.
    package func assign(_ table: Table, target: String, seed: UInt64) throws -> RowAssignment {
        guard let first = try assignments(table, target: target, seed: seed).first else {
            throw StepFailure("the split makes no folds")
        }
        return first
    }
}

/// Which rows are dealt out.
enum FoldRows {
    /// All but the source's own test rows.
    static func folded(of table: Table) -> [Int32] {
        let all = 0..<Int32(table.rowCount)
        guard let test = table.parts.first(where: { $0.name == "test" }) else { return Array(all) }
        return all.filter { !test.rows.contains(table.rowId(Int($0))) }
    }

    static func test(of table: Table) -> [Int32] {
        guard let test = table.parts.first(where: { $0.name == "test" }) else { return [] }
        return (0..<Int32(table.rowCount)).filter { test.rows.contains(table.rowId(Int($0))) }
    }

    /// Validation rows by fold: the fold of every row, in the order of `rows`.
    static func folds(_ rows: [Int32], foldOf: [Int], count: Int) -> [Fold] {
        (0..<count).map { fold in
            var result = Fold(train: [], val: [])
            for (row, index) in zip(rows, foldOf) {
                if index == fold { result.val.append(row) } else { result.train.append(row) }
            }
            return result
        }
    }

    /// Sizes of `count` parts of `rows`, the first ones larger by one where it does not go evenly.
    static func sizes(_ rows: Int, _ count: Int) -> [Int] {
        (0..<count).map { rows / count + ($0 < rows % count ? 1 : 0) }
    }

    /// Positions 0 …, in an order drawn from the seed's stream `split`; another one for each site and repetition.
    static func order(_ count: Int, seed: UInt64, site: Int = 0, repetition: Int) -> [Int32] {
        var order = [Int32](repeating: 0, count: count)
        let position = RandomPosition(
            site: UInt32(truncatingIfNeeded: site), step: UInt32(truncatingIfNeeded: repetition))
        order.withUnsafeMutableBufferPointer { order in
            guard let base = order.baseAddress else { return }
            let key = RandomKey(seed: seed, stream: .split)
            Permutation.fill(base, count: order.count, key: key, position: position)
        }
        return order
    }

    static func tooFew(_ folds: Int, _ count: Int, _ noun: String) -> StepFailure {
        StepFailure(
            "\(folds) folds need at least \(folds) \(noun), and there are \(count)", help: "make fewer folds")
    }
}

extension FieldReader {
    mutating func foldCount() -> Int {
        int("folds", default: 5, in: .closed(2, 1000), "Parts, each of which judges once.")
    }
}
