extension MatrixProduct {
    /// Computes one part of a planned product.
    @inline(__always)
    static func run<Scalar: KernelScalar>(
        _ part: MatrixProductPart, left: UnsafePointer<Scalar>, right: UnsafePointer<Scalar>,
        result: UnsafeMutablePointer<Scalar>, workspace: UnsafeMutablePointer<Scalar>
    ) {
        let first = part.isSwapped ? right : left
        let second = part.isSwapped ? left : right
        var run = MatrixProductRun(part: part, workspace: workspace)
        for batch in 0..<part.batches {
            run.left = first + (part.left.start &+ batch &* part.left.batch)
            run.right = second + (part.right.start &+ batch &* part.right.batch)
            run.result = result + (part.result.start &+ batch &* part.result.batch)
            run.multiply()
        }
    }
}

/// One product of a part: walks over blocks of columns, terms and rows, packs, and calls the register tiles.
struct MatrixProductRun<Scalar: KernelScalar> {
    let part: MatrixProductPart
    var left: UnsafePointer<Scalar>
    var right: UnsafePointer<Scalar>
    var result: UnsafeMutablePointer<Scalar>
    /// Scratch memory: a partial tile, then the packed right block, then the packed left block.
    let scratchTile: UnsafeMutablePointer<Scalar>
    let packedRight: UnsafeMutablePointer<Scalar>
    let packedLeft: UnsafeMutablePointer<Scalar>

    init(part: MatrixProductPart, workspace: UnsafeMutablePointer<Scalar>) {
        self.part = part
        left = UnsafePointer(workspace)
        right = UnsafePointer(workspace)
        result = workspace
        scratchTile = workspace
        packedRight = workspace + MatrixProductPart.tileCount
        let terms = min(part.inner, MatrixProductPart.innerBlock)
        let columns = min(Scalar.padded(part.columns), MatrixProductPart.columnBlock)
        packedLeft = packedRight + (part.packsRight ? terms &* columns : 0)
    }

    @inline(__always)
    func multiply() {
        if part.inner == 0 { clear() }
        var term = 0
        while term < part.inner {
            let terms = min(MatrixProductPart.innerBlock, part.inner &- term)
            if part.keepsLeft { packLeft(row: 0, rows: part.rows, term: term, terms: terms) }
            var column = 0
            while column < part.columns {
                let columns =
                    part.packsRight
                    ? min(MatrixProductPart.columnBlock, part.columns &- column) : part.columns
                multiplyBlock(column: column, columns: columns, term: term, terms: terms)
                column &+= columns
            }
            term &+= terms
        }
    }

    @inline(__always)
    private func packLeft(row: Int, rows: Int, term: Int, terms: Int) {
        MatrixPacking.packRows(
            from: left + (row &* part.left.major &+ term &* part.left.minor), rowStride: part.left.major,
            termStride: part.left.minor, rows: rows, terms: terms, into: packedLeft)
    }

    private func clear() {
        for row in 0..<part.rows {
            for column in 0..<part.columns {
                result[row &* part.result.major &+ column &* part.result.minor] = 0
            }
        }
    }

    /// Multiplies all rows by one block of the right operand.
    @inline(__always)
    private func multiplyBlock(column: Int, columns: Int, term: Int, terms: Int) {
        let start = right + (term &* part.right.major &+ column &* part.right.minor)
        var block = Block(
            right: start, vectorStride: Scalar.lanes, innerStride: part.right.major, column: column,
            columns: columns, terms: terms, accumulates: term > 0)
        if part.packsRight {
            MatrixPacking.packColumns(
                from: start, termStride: part.right.major, columnStride: part.right.minor, columns: columns,
                terms: terms, into: packedRight)
            block.right = UnsafePointer(packedRight)
            block.vectorStride = Scalar.lanes &* terms
            block.innerStride = Scalar.lanes
        }
        var row = 0
        while row < part.rows {
            let rows = part.packsLeft ? min(MatrixProductPart.rowBlock, part.rows &- row) : part.rows
            multiplyRows(row: row, rows: rows, term: term, block)
            row &+= rows
        }
    }

    /// A block of the right operand, packed or in place.
    struct Block {
        var right: UnsafePointer<Scalar>
        var vectorStride: Int
        var innerStride: Int
        var column: Int
        var columns: Int
        var terms: Int
        var accumulates: Bool
    }

    @inline(__always)
    private func multiplyRows(row: Int, rows: Int, term: Int, _ block: Block) {
        let start = left + (row &* part.left.major &+ term &* part.left.minor)
        if part.packsLeft, !part.keepsLeft { packLeft(row: row, rows: rows, term: term, terms: block.terms) }
        let packed = UnsafePointer(packedLeft) + (part.keepsLeft ? row &* block.terms : 0)
        var done = 0
        while done < rows {
            let height = min(6, rows &- done)
            var operands = MatrixTileOperands(
                left: start + done &* part.left.major, leftRowStride: part.left.major,
                leftInnerStride: part.left.minor, right: block.right, rightVectorStride: block.vectorStride,
                rightInnerStride: block.innerStride, inner: block.terms, result: result,
                resultRowStride: part.result.major, accumulates: block.accumulates)
            if part.packsLeft {
                operands.left = packed + done &* block.terms
                operands.leftRowStride = 1
                operands.leftInnerStride = 6
            }
            multiplyTileRow(row: row &+ done, height: height, block, &operands)
            done &+= height
        }
    }

    /// Multiplies up to six rows by all columns of a block, with the widest tiles the registers hold.
    @inline(__always)
    private func multiplyTileRow(
        row: Int, height: Int, _ block: Block, _ operands: inout MatrixTileOperands<Scalar>
    ) {
        let lanes = Scalar.lanes
        let widest = MatrixTile.widestTile(rows: height)
        let left = operands.left
        let target = result + (row &* part.result.major &+ block.column &* part.result.minor)
        var column = 0
        while column < block.columns {
            let remaining = (block.columns &- column &+ lanes &- 1) / lanes
            let width = remaining >= 4 && widest == 4 ? 4 : remaining >= 2 && widest >= 2 ? 2 : 1
            let valid = min(width &* lanes, block.columns &- column)
            operands.left = left
            operands.right = block.right + (column / lanes) &* block.vectorStride
            let isDirect = valid == width &* lanes && part.result.minor == 1
            operands.result = isDirect ? target + column : scratchTile
            operands.resultRowStride = isDirect ? part.result.major : width &* lanes
            operands.accumulates = isDirect && block.accumulates
            if width == 4 {
                MatrixTile.run(MatrixStrip4<Scalar>.self, rows: height, operands)
            } else if width == 2 {
                MatrixTile.run(MatrixStrip2<Scalar>.self, rows: height, operands)
            } else {
                MatrixTile.run(MatrixStrip1<Scalar>.self, rows: height, operands)
            }
            if !isDirect {
                copyTile(
                    rows: height, columns: valid, width: width &* lanes,
                    to: target + column &* part.result.minor, accumulates: block.accumulates)
            }
            column &+= width &* lanes
        }
    }

    /// Copies the valid part of the scratch tile to the result.
    @inline(__always)
    private func copyTile(
        rows: Int, columns: Int, width: Int, to target: UnsafeMutablePointer<Scalar>, accumulates: Bool
    ) {
        let tile = PartialTile(
            values: UnsafePointer(scratchTile), width: width, rows: rows, columns: columns, target: target,
            rowStride: part.result.major, columnStride: part.result.minor)
        // The test outside of the loops: each of them is compiled for itself.
        if accumulates {
            tile.copy { $0 + $1 }
        } else {
            tile.copy { $1 }
        }
    }
}
