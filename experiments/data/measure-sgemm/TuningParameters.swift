/// One way to multiply two matrices: every tuning parameter of the blocked product, and the rules that bind them.
///
/// The names are those of the columns of the data set.
struct TuningParameters: Equatable, Sendable {
    /// Rows of a cache block of A and C.
    var blockRows: Int
    /// Columns of a cache block of B and C.
    var blockColumns: Int
    /// Depth of a cache block: how many products are summed in registers before C is read and written.
    var blockDepth: Int
    /// Rows of the micro-tile kept in registers.
    var tileRows: Int
    /// Columns of the micro-tile, counted in vectors.
    var tileVectors: Int
    /// Lanes of a vector.
    var vectorWidth: Int
    /// How many steps along the depth one turn of the innermost loop does.
    var unrolling: Int
    /// Whether a block of A is first copied into the order in which the kernel reads it.
    var packsA: Bool
    /// Whether a block of B is first copied into the order in which the kernel reads it.
    var packsB: Bool
    /// Whether the blocks of rows are the outermost loop; otherwise the blocks of columns are.
    var rowsOutermost: Bool

    static let columnNames = ["MC", "NC", "KC", "MR", "NR", "VW", "KU", "PA", "PB", "MO"]

    var columnValues: [Int] {
        [
            blockRows, blockColumns, blockDepth, tileRows, tileVectors, vectorWidth, unrolling,
            packsA ? 1 : 0, packsB ? 1 : 0, rowsOutermost ? 1 : 0,
        ]
    }
}

extension TuningParameters {
    /// Registers of eight floats that the accumulators of the micro-tile may take.
    static let accumulatorRegisters = 16
    /// Bytes that the packed blocks may take together: the second-level cache of common processors.
    static let packedBytes = 512 * 1024

    /// The three rules a combination has to satisfy.
    ///
    ///     whole tiles     MR divides MC, NR * VW divides NC, KU divides KC
    ///     registers       MR * NR * max(VW, 8) / 8 <= 16
    ///     packed blocks   4 * KC * (PA * MC + PB * NC) <= 512 KB
    var isFeasible: Bool {
        let wholeTiles =
            blockRows.isMultiple(of: tileRows)
            && blockColumns.isMultiple(of: tileVectors * vectorWidth)
            && blockDepth.isMultiple(of: unrolling)
        let registers = tileRows * tileVectors * max(vectorWidth, 8) / 8
        let packed = 4 * blockDepth * ((packsA ? blockRows : 0) + (packsB ? blockColumns : 0))
        return wholeTiles && registers <= Self.accumulatorRegisters && packed <= Self.packedBytes
    }

    /// Every feasible combination, in the order of the columns.
    static func allFeasible() -> [TuningParameters] {
        let first = TuningParameters(
            blockRows: 0, blockColumns: 0, blockDepth: 0, tileRows: 0, tileVectors: 0, vectorWidth: 0,
            unrolling: 0, packsA: false, packsB: false, rowsOutermost: false)
        return [first]
            .varying(\.blockRows, over: [32, 128])
            .varying(\.blockColumns, over: [32, 128, 512])
            .varying(\.blockDepth, over: [32, 256])
            .varying(\.tileRows, over: [1, 2, 4, 8])
            .varying(\.tileVectors, over: [1, 2, 4])
            .varying(\.vectorWidth, over: [4, 8, 16])
            .varying(\.unrolling, over: [1, 4])
            .varying(\.packsA, over: [false, true])
            .varying(\.packsB, over: [false, true])
            .varying(\.rowsOutermost, over: [false, true])
            .filter(\.isFeasible)
    }
}

extension [TuningParameters] {
    /// Each element once per value, with the field set to it.
    fileprivate func varying<Value>(
        _ field: WritableKeyPath<TuningParameters, Value>, over values: [Value]
    ) -> [TuningParameters] {
        flatMap { parameters in
            values.map { value in
                var changed = parameters
                changed[keyPath: field] = value
                return changed
            }
        }
    }
}
