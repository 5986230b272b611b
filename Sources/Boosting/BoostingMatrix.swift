import Foundation
import Synchronization

/// A table as XGBoost holds it: numbers, missing ones as not a number, with targets and weights beside them.
///
/// Lifetime: copies what it is given. Boosters that train on it must be made with it and must not outlive it. Several
/// threads may read one whose bins have been made.
package final class BoostingMatrix: @unchecked Sendable {
    let handle: XGBoostLibrary.Handle
    package let library: XGBoostLibrary
    package let rows: Int
    package let columns: Int
    /// Whether a first round has cut the columns into bins.
    private let hasBins = Mutex(false)

    /// - Parameter isDouble: whether `values` are 64-bit numbers instead of 32-bit ones
    /// - Parameter values: [rows, columns], row by row; read during the call only
    package init(
        _ library: XGBoostLibrary, values: UnsafeRawPointer, isDouble: Bool, rows: Int, columns: Int,
        threads: Int
    ) throws {
        self.library = library
        self.rows = rows
        self.columns = columns
        var made: XGBoostLibrary.Handle?
        let array = Self.interface(values, isDouble ? "<f8" : "<f4", shape: [rows, columns])
        let options = "{\"missing\": NaN, \"nthread\": \(threads)}"
        try library.check(library.createDense(array, options, &made), "read the table")
        guard let made else { throw BoostingError("XGBoost gave no table") }
        handle = made
    }

    deinit { _ = library.freeMatrix(handle) }

    /// Trains a round. The first one cuts the columns into bins, while all others wait for them.
    func cuttingBins(_ train: () throws -> Void) throws {
        let isDone = try hasBins.withLock { hasBins in
            guard !hasBins else { return false }
            try train()
            hasBins = true
            return true
        }
        if !isDone { try train() }
    }

    /// Targets, one per row.
    package func setTargets(_ values: [Float]) throws { try set("label", values) }

    /// What each row counts.
    package func setWeights(_ values: [Float]) throws { try set("weight", values) }

    private func set(_ field: String, _ values: [Float]) throws {
        try values.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            let array = Self.interface(base, "<f4", shape: [values.count])
            try library.check(library.setInfo(handle, field, array), "take the \(field)s")
        }
    }

    /// Names of the columns, as model files have them, and which of them hold the numbers of categories.
    package func setColumns(names: [String], isCategory: [Bool]) throws {
        try set("feature_name", texts: names)
        if isCategory.contains(true) {
            try set("feature_type", texts: isCategory.map { $0 ? "c" : "q" })
        }
    }

    private func set(_ field: String, texts: [String]) throws {
        let copies = texts.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        let pointers = copies.map { UnsafePointer($0) }
        try library.check(
            library.setFeatureInfo(handle, field, pointers, UInt64(pointers.count)), "take the \(field)s")
    }

    /// NumPy's array interface, by which the library is told where numbers lie.
    private static func interface(_ base: UnsafeRawPointer, _ type: String, shape: [Int]) -> String {
        let sizes = shape.map(String.init).joined(separator: ", ")
        return
            "{\"data\": [\(UInt(bitPattern: base)), true], \"shape\": [\(sizes)], \"typestr\": \"\(type)\", "
            + "\"version\": 3}"
    }
}
