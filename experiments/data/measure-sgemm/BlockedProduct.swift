/// C = A * B in cache blocks, with one choice of tuning parameters.
///
///     for each block of columns of B          (or of rows of A, when these are outermost)
///       for each block of the depth           (pack the block of the outer matrix, if asked)
///         for each block of rows of A         (pack the block of the inner matrix, if asked)
///           for each micro-tile of the block: kernel
///
/// The size has to be a multiple of every block size. Packing and clearing C belong to the product and to its time.
struct BlockedProduct {
    let parameters: TuningParameters
    let size: Int
    private let kernel: MicroKernel
    private let packedA: SquareMatrix
    private let packedB: SquareMatrix

    /// - Parameters:
    ///   - packedA, packedB: work space as large as A and B, shared by all products that are measured.
    init?(_ parameters: TuningParameters, packedA: SquareMatrix, packedB: SquareMatrix) {
        let size = packedA.size
        let blocks = [parameters.blockRows, parameters.blockColumns, parameters.blockDepth]
        guard let kernel = microKernel(for: parameters), blocks.allSatisfy(size.isMultiple(of:)) else {
            return nil
        }
        self.parameters = parameters
        self.size = size
        self.kernel = kernel
        self.packedA = packedA
        self.packedB = packedB
    }

    func run(_ a: SquareMatrix, _ b: SquareMatrix, into c: SquareMatrix) {
        c.clear()
        if parameters.rowsOutermost {
            for row in stride(from: 0, to: size, by: parameters.blockRows) {
                for depth in stride(from: 0, to: size, by: parameters.blockDepth) {
                    packBlockOfA(a, row: row, depth: depth)
                    for column in stride(from: 0, to: size, by: parameters.blockColumns) {
                        packBlockOfB(b, depth: depth, column: column)
                        multiplyBlock(a, b, c, row: row, column: column, depth: depth)
                    }
                }
            }
        } else {
            for column in stride(from: 0, to: size, by: parameters.blockColumns) {
                for depth in stride(from: 0, to: size, by: parameters.blockDepth) {
                    packBlockOfB(b, depth: depth, column: column)
                    for row in stride(from: 0, to: size, by: parameters.blockRows) {
                        packBlockOfA(a, row: row, depth: depth)
                        multiplyBlock(a, b, c, row: row, column: column, depth: depth)
                    }
                }
            }
        }
    }

    private var tileColumns: Int { parameters.tileVectors * parameters.vectorWidth }

    /// Panels of MR rows, each depth by depth.
    private func packBlockOfA(_ a: SquareMatrix, row: Int, depth: Int) {
        guard parameters.packsA else { return }
        let height = parameters.tileRows
        var target = packedA.elements
        for first in stride(from: row, to: row + parameters.blockRows, by: height) {
            for inner in depth..<depth + parameters.blockDepth {
                var source = UnsafePointer(a.elements) + (first &* size &+ inner)
                for _ in 0..<height {
                    target.pointee = source.pointee
                    target += 1
                    source += size
                }
            }
        }
    }

    /// Panels of NR vectors of columns, each depth by depth.
    private func packBlockOfB(_ b: SquareMatrix, depth: Int, column: Int) {
        guard parameters.packsB else { return }
        let width = tileColumns
        var target = packedB.elements
        for first in stride(from: column, to: column + parameters.blockColumns, by: width) {
            for inner in depth..<depth + parameters.blockDepth {
                target.update(from: b.elements + (inner &* size &+ first), count: width)
                target += width
            }
        }
    }

    private func multiplyBlock(
        _ a: SquareMatrix, _ b: SquareMatrix, _ c: SquareMatrix, row: Int, column: Int, depth: Int
    ) {
        let (height, width) = (parameters.tileRows, tileColumns)
        for columnOffset in stride(from: 0, to: parameters.blockColumns, by: width) {
            for rowOffset in stride(from: 0, to: parameters.blockRows, by: height) {
                let (tileRow, tileColumn) = (row &+ rowOffset, column &+ columnOffset)
                kernel(
                    KernelOperands(
                        a: parameters.packsA
                            ? packedA.elements + rowOffset &* parameters.blockDepth
                            : a.elements + (tileRow &* size &+ depth),
                        rowStrideOfA: parameters.packsA ? 1 : size,
                        depthStrideOfA: parameters.packsA ? height : 1,
                        b: parameters.packsB
                            ? packedB.elements + columnOffset &* parameters.blockDepth
                            : b.elements + (depth &* size &+ tileColumn),
                        depthStrideOfB: parameters.packsB ? width : size,
                        c: c.elements + (tileRow &* size &+ tileColumn),
                        rowStrideOfC: size,
                        depth: parameters.blockDepth))
            }
        }
    }
}
