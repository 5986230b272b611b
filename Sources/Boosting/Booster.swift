import Foundation

/// Trees of XGBoost: trained round by round, or read from a file.
///
/// Lifetime: made with the tables whose scores are asked for after each round, which the library then brings up to date
/// instead of computing them anew; it keeps them alive. One thread at a time.
package final class Booster {
    /// A parameter by XGBoost's name.
    package typealias Parameter = (name: String, value: String)

    package let library: XGBoostLibrary
    private let handle: XGBoostLibrary.Handle
    private let matrices: [BoostingMatrix]

    package init(_ library: XGBoostLibrary, matrices: [BoostingMatrix] = []) throws {
        self.library = library
        self.matrices = matrices
        var made: XGBoostLibrary.Handle?
        let handles = matrices.map { Optional($0.handle) }
        try library.check(library.createBooster(handles, UInt64(handles.count), &made), "begin a model")
        guard let made else { throw BoostingError("XGBoost gave no model") }
        handle = made
    }

    private init(_ library: XGBoostLibrary, handle: XGBoostLibrary.Handle) {
        self.library = library
        self.handle = handle
        matrices = []
    }

    deinit { _ = library.freeBooster(handle) }

    package func set(_ parameters: [Parameter]) throws {
        for (name, value) in parameters {
            try library.check(
                library.setParameter(handle, name, value), "take the parameter \(name) = \(value)")
        }
    }

    /// Reads trees from the content of a file, JSON or UBJSON.
    package func load(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { throw BoostingError("the file of trees is empty") }
            try library.check(library.load(handle, base, UInt64(bytes.count)), "read the trees")
        }
    }

    /// The trees as JSON, the form that every version of XGBoost reads.
    package func encoded() throws -> [UInt8] {
        var count: UInt64 = 0
        var bytes: XGBoostLibrary.Bytes?
        try library.check(library.save(handle, "{\"format\": \"json\"}", &count, &bytes), "write the trees")
        guard let bytes else { return [] }
        return [UInt8](UnsafeRawBufferPointer(start: bytes, count: Int(count)))
    }

    /// The first rounds alone.
    package func prefix(rounds: Int) throws -> Booster {
        var made: XGBoostLibrary.Handle?
        try library.check(
            library.slice(handle, 0, CInt(rounds), 1, &made), "cut the trees after round \(rounds)")
        guard let made else { throw BoostingError("XGBoost gave no model") }
        return Booster(library, handle: made)
    }

    /// Keeps a text beside the trees, in their file too.
    package func set(attribute name: String, to value: String) throws {
        try library.check(library.setAttribute(handle, name, value), "keep the attribute \(name)")
    }

    /// A text that was kept beside the trees; nil where there is none.
    package func attribute(_ name: String) throws -> String? {
        var text: XGBoostLibrary.Bytes?
        var isThere: CInt = 0
        try library.check(library.attribute(handle, name, &text, &isThere), "read the attribute \(name)")
        guard isThere != 0, let text else { return nil }
        return String(cString: text)
    }

    package func rounds() throws -> Int {
        var count: CInt = 0
        try library.check(library.rounds(handle, &count), "count the trees")
        return Int(count)
    }

    /// One more round by the objective of the parameters.
    ///
    /// - Parameter round: counted from 0; random draws depend on it
    package func update(round: Int, on matrix: BoostingMatrix) throws {
        try matrix.cuttingBins {
            try library.check(
                library.update(handle, CInt(round), matrix.handle), "train round \(round + 1)")
        }
    }

    /// One more round by derivatives of a loss, [rows, outputs] each.
    package func update(
        on matrix: BoostingMatrix, gradient: UnsafeMutablePointer<Float>,
        curvature: UnsafeMutablePointer<Float>, count: Int
    ) throws {
        try matrix.cuttingBins {
            try library.check(
                library.boost(handle, matrix.handle, gradient, curvature, UInt64(count)), "train a round")
        }
    }

    /// The sums of the leaves of every row, [rows, outputs], before any function of the objective.
    ///
    /// - Parameter rounds: of the first rounds alone; nil for all
    /// - Parameter body: gets numbers that are valid during the call only
    package func scores<Result>(
        of matrix: BoostingMatrix, rounds: Int? = nil, _ body: (UnsafeBufferPointer<Float>) throws -> Result
    ) throws -> Result {
        let options =
            "{\"type\": 1, \"training\": false, \"iteration_begin\": 0, \"iteration_end\": \(rounds ?? 0), "
            + "\"strict_shape\": true}"
        var shape: UnsafePointer<UInt64>?
        var rank: UInt64 = 0
        var numbers: UnsafePointer<Float>?
        try library.check(
            library.predict(handle, matrix.handle, options, &shape, &rank, &numbers), "predict rows")
        let count = (0..<Int(rank)).reduce(1) { $0 * Int(shape?[$1] ?? 0) }
        return try body(UnsafeBufferPointer(start: numbers, count: count))
    }

    /// What the splits by each column gain together; columns that no split uses are left out.
    package func gains(columns: Int) throws -> [(column: Int, gain: Double)] {
        var count: UInt64 = 0
        var names: UnsafePointer<XGBoostLibrary.Bytes?>?
        var rank: UInt64 = 0
        var shape: UnsafePointer<UInt64>?
        var scores: UnsafePointer<Float>?
        // Versions differ in what they call a column: here it is its number.
        let numbers = (0..<columns).map { "\"\($0)\"" }.joined(separator: ", ")
        let options = "{\"importance_type\": \"total_gain\", \"feature_names\": [\(numbers)]}"
        try library.check(
            library.featureScore(handle, options, &count, &names, &rank, &shape, &scores),
            "tell what its columns gain")
        return (0..<Int(count)).compactMap { index in
            guard let name = names?[index], let score = scores?[index],
                let column = Int(String(cString: name))
            else { return nil }
            return (column, Double(score))
        }
    }
}
