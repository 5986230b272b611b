/// A task of a matrix product: a product in the orientation in which vectors run along its columns, and where
/// in the operands it starts. All fields are numbers, so that a task is read without reference counts.
struct MatrixProductPart: Sendable {
    var batches: Int
    var rows: Int
    var columns: Int
    var inner: Int
    var left: Strides
    var right: Strides
    var result: Strides
    /// Left and right were exchanged, so that the longer axis runs along the vectors.
    var isSwapped = false
    /// The right operand is copied block by block to scratch memory: its columns are not neighbors, or its
    /// rows lie so far apart that they would collide in the caches.
    var packsRight: Bool
    /// The same for the left operand.
    var packsLeft: Bool
    /// All rows of the left operand are packed once for a block of terms, because several blocks of columns read
    /// them.
    var keepsLeft = false

    /// Distances in elements; `major` is the row of an operand or result, `minor` its column.
    struct Strides: Sendable {
        var start = 0
        var batch: Int
        var major: Int
        var minor: Int

        var transposed: Strides { Strides(start: start, batch: batch, major: minor, minor: major) }
    }

    /// Columns of the right operand that are packed, and multiplied by all rows, at a time.
    static let columnBlock = 128
    /// Rows of the left operand that are packed at a time; a multiple of the tile's 6 rows.
    static let rowBlock = 120
    /// Elements of a left operand that is kept packed, at most: 4 MB of floats.
    static let largestKeptLeft = 1 << 20
    /// Terms of a block, as in `MatrixProductPlan.innerBlock`.
    static let innerBlock = 512

    init(_ layout: MatrixProductLayout, lanes: Int) {
        batches = layout.batches
        rows = layout.rows
        columns = layout.columns
        inner = layout.inner
        left = Strides(
            batch: layout.leftBatchStride, major: layout.leftRowStride, minor: layout.leftInnerStride)
        right = Strides(
            batch: layout.rightBatchStride, major: layout.rightInnerStride, minor: layout.rightColumnStride)
        result = Strides(batch: layout.resultBatchStride, major: layout.resultRowStride, minor: 1)
        packsRight = false
        packsLeft = false
        var other = self
        other.rows = columns
        other.columns = rows
        other.left = right.transposed
        other.right = left.transposed
        other.result = result.transposed
        other.isSwapped = true
        if other.cost(lanes: lanes) < cost(lanes: lanes) { self = other }
        decidePacking(lanes: lanes)
    }

    /// About how long one product takes, in multiply-adds.
    private func cost(lanes: Int) -> Int {
        let width = (columns + lanes - 1) / lanes * lanes
        let multiplying = rows * width * inner
        let packing = right.minor == 1 ? 0 : 3 * width * inner
        let storing = result.minor == 1 ? 0 : 4 * rows * columns
        return multiplying + packing + storing
    }

    private mutating func decidePacking(lanes: Int) {
        let farApart = 2048 / (64 / lanes)
        packsRight = right.minor != 1 || (rows >= 48 && right.major >= farApart && inner > 16)
        packsLeft = left.minor != 1 && columns >= 64 && left.minor >= farApart && inner > 16
        let kept = Self.groups(rows) * min(inner, Self.innerBlock)
        keepsLeft = packsLeft && packsRight && columns > Self.columnBlock && kept <= Self.largestKeptLeft
    }

    /// Rows filled up to whole tiles.
    private static func groups(_ rows: Int) -> Int { (rows + 5) / 6 * 6 }

    /// Elements of scratch memory a run needs.
    var workspaceCount: Int {
        let terms = min(inner, Self.innerBlock)
        let rightBlock = packsRight ? terms * min((columns + 15) / 16 * 16, Self.columnBlock) : 0
        let leftRows = keepsLeft ? Self.groups(rows) : Self.rowBlock
        let leftBlock = packsLeft ? terms * leftRows + 16 : 0
        return Self.tileCount + rightBlock + leftBlock
    }

    /// Elements of the scratch tile that partial tiles are computed in: 6 rows of 4 vectors.
    static let tileCount = 6 * 64

    /// Cuts the product into about `count` parts along its batches, columns or rows.
    func cut(into count: Int, lanes: Int) -> [MatrixProductPart] {
        guard count > 1 else { return [self] }
        if batches >= count {
            return slices(of: batches, into: count, multiple: 1) { part, range in
                part.batches = range.count
                part.left.start += range.lowerBound * left.batch
                part.right.start += range.lowerBound * right.batch
                part.result.start += range.lowerBound * result.batch
            }
        }
        if columns >= rows {
            return slices(of: columns, into: count, multiple: 4 * lanes) { part, range in
                part.columns = range.count
                part.right.start += range.lowerBound * right.minor
                part.result.start += range.lowerBound * result.minor
            }
        }
        return slices(of: rows, into: count, multiple: 6) { part, range in
            part.rows = range.count
            part.left.start += range.lowerBound * left.major
            part.result.start += range.lowerBound * result.major
        }
    }

    private func slices(
        of size: Int, into count: Int, multiple: Int, _ change: (inout MatrixProductPart, Range<Int>) -> Void
    ) -> [MatrixProductPart] {
        let units = (size + multiple - 1) / multiple
        let perPart = (units + count - 1) / count * multiple
        return stride(from: 0, to: size, by: max(perPart, 1)).map { start in
            var part = self
            change(&part, start..<min(start + perPart, size))
            return part
        }
    }
}
