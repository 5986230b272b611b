import Kernels

/// What training reads: contiguous matrices per split, and what is needed to understand their columns.
package struct PreparedData: Sendable {
    package var featureNames: [String]
    package var targetNames: [String]
    package var target: TargetKind
    /// `train`, `val`, `test`, in this order; only those the split has.
    package var splits: [PreparedSplit]
    /// The fitted state of every step: what `preprocessing.json` holds.
    package var preprocessing: Preprocessing
    /// Takes a prediction back to original units; `nil` when the steps left the target's values alone.
    package var targetTransform: TargetTransform? {
        let transform = preprocessing.targetTransform
        return transform.isIdentity ? nil : transform
    }
    /// Things a user should know: constant columns, rows left out, a damaged cache entry …
    package var warnings: [String]
    /// Content key of the whole preparation (SHA-256, hexadecimal).
    package var key: String
    /// The data files and the SHA-256 of their content.
    package var sources: [SourceRecord]
    /// Whether the data came from the cache.
    package var isFromCache: Bool
    /// What the source's rows held, as JSON (`DataProfile`); `nil` for very wide tables and entries of older versions.
    package var sourceProfile: String?

    package subscript(split name: String) -> PreparedSplit? { splits.first { $0.name == name } }
}

/// What the target's values are.
package enum TargetKind: Sendable, Equatable, Codable {
    case real
    /// The names of the classes; the target matrix holds their positions in this list (0, 1, …).
    case classes([String])
}

/// The rows of one split.
package struct PreparedSplit: Sendable {
    package var name: String
    /// Rows of the source, counted from 0, ascending.
    package var rowIds: RowNumbers
    package var features: DataMatrix
    package var targets: DataMatrix
    /// What each row counts in the loss, [rows, 1]; `nil` when all count 1.
    package var weights: DataMatrix?
    /// Real targets in double precision, where the element type of `targets` rounds some of them; `nil` where it holds
    /// all of them. Training reads `targets`; whatever is measured or shown is taken from here.
    package var exactTargets: RowValues?
    /// Real targets as they were before the first of the steps that predictions are taken back through: what
    /// `predictions.csv` shows. `nil` where there is no such step, or another one has changed them since.
    package var originalTargets: RowValues?

    /// What the series says of these rows without a model; nil for rows that are no series.
    package var naiveForecasts: NaiveForecasts?
    /// How far off that was on the training rows.
    package var naiveErrors: NaiveErrors?

    package init(
        name: String, rowIds: RowNumbers, features: DataMatrix, targets: DataMatrix,
        weights: DataMatrix? = nil,
        exactTargets: RowValues? = nil, originalTargets: RowValues? = nil,
        naiveForecasts: NaiveForecasts? = nil, naiveErrors: NaiveErrors? = nil
    ) {
        self.name = name
        self.rowIds = rowIds
        self.features = features
        self.targets = targets
        self.weights = weights
        self.exactTargets = exactTargets
        self.originalTargets = originalTargets
        self.naiveForecasts = naiveForecasts
        self.naiveErrors = naiveErrors
    }

    package var rows: Int { features.rows }

    /// What a row takes in the matrices.
    package var rowBytes: Int {
        (features.columns + targets.columns) * features.buffer.elementType.byteCount
    }
}

/// Rows × columns of real numbers, contiguous, row by row.
package struct DataMatrix: Sendable {
    package let rows: Int
    package let columns: Int
    /// `float32` or `float64`, rows × columns elements.
    package let buffer: Buffer

    package init(rows: Int, columns: Int, buffer: Buffer) {
        self.rows = rows
        self.columns = columns
        self.buffer = buffer
    }

    /// One value, for tests and reports; not for loops.
    package subscript(row: Int, column: Int) -> Double {
        let index = row * columns + column
        switch buffer.elementType {
        case .float32: return Double(buffer.elements(Float.self)[index])
        case .float64: return buffer.elements(Double.self)[index]
        case .int32: return Double(buffer.elements(Int32.self)[index])
        }
    }
}

/// A data file as it was read.
package struct SourceRecord: Sendable, Equatable, Codable {
    package var path: String
    package var sha256: String

    package init(path: String, sha256: String) {
        self.path = path
        self.sha256 = sha256
    }
}
