import Kernels

/// One instruction of a plan, with places instead of pointers.
enum PlannedInstruction {
    case region(PlannedRegion)
    case copy(PlannedCopy)
    case fill(Location, count: Int, value: Double)
    case convert(from: Location, to: Location, count: Int)
    case gather(PlannedGather)
    case scatter(PlannedGather)
    case reduce(PlannedReduction)
    case product(PlannedProduct)
    case random(PlannedRandom)
    case rowPass(PlannedRowPass)
    case window(PlannedWindow)
}

/// A copy between places of different strides.
struct PlannedCopy {
    var source: Location
    var target: Location
    var shape: Shape
    var sourceStrides: [Int]
    var targetStrides: [Int]
}

/// Rows of a table by number (gather), or added to a zeroed table (scatter).
struct PlannedGather {
    var table: Location
    var tableRows: Int
    var rowStride: Int
    var columns: Int
    var rows: Location
    var count: Int
    /// The gathered rows, or the rows to add.
    var values: Location
}

struct PlannedReduction {
    var kind: ReductionKind
    var source: Location
    var target: Location
    var outer: Int
    var reduce: Int
    var inner: Int
}

struct PlannedProduct {
    var layout: MatrixProductLayout
    var left: Location
    var right: Location
    var target: Location
}

struct PlannedRandom {
    var keys: Location
    var step: Location
    var target: Location
    var trials: Int
    var count: Int
    var layer: Int
}
