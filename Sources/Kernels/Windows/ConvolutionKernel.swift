/// Convolutions of one image at a time, forward and with respect to the image: both are correlations of planes with
/// filters, the second of the result's gradient, its pixels set apart by the stride, with the filters turned around.
///
///     result[o, w] = Σ over c, k of filters[o, c, k] · image[c, tap k of window w]
///
/// Canonical order, whatever the batch, the stacking or the threads: terms (c, k) one after the other by fused
/// multiply-add, in blocks of 512 whose sums are added in order.
///
/// Lifetime: made while planning; `run` allocates nothing and may be called from several threads at once, each with a
/// workspace of its own that is zero at first.
package struct ConvolutionKernel: Sendable {
    private let planes: ImagePlanes
    private let groups: Int
    /// Channels read and made by one group.
    private let channels: Int
    private let filters: Int
    private let window: (height: Int, width: Int)
    private let dilation: (height: Int, width: Int)
    private let result: (height: Int, width: Int)

    /// The convolution itself.
    package init(forward shape: ConvolutionShape) {
        let (height, width) = (shape.geometry.height, shape.geometry.width)
        func axis(_ axis: WindowGeometry.Axis) -> ImagePlanes.Axis {
            ImagePlanes.Axis(
                size: axis.size, spacing: 1, first: axis.before,
                places: axis.size + axis.before + axis.after, phases: axis.stride)
        }
        planes = ImagePlanes(height: axis(height), width: axis(width))
        groups = shape.groups
        channels = shape.inputs / shape.groups
        filters = shape.outputs / shape.groups
        window = (height.window, width.window)
        dilation = (height.dilation, width.dilation)
        result = (height.count, width.count)
    }

    /// From the result's gradient to the image's.
    package init(imageGradient shape: ConvolutionShape) {
        let (height, width) = (shape.geometry.height, shape.geometry.width)
        func axis(_ axis: WindowGeometry.Axis) -> ImagePlanes.Axis {
            ImagePlanes.Axis(
                size: axis.count, spacing: axis.stride, first: axis.reach - 1 - axis.before,
                places: axis.size + axis.reach - 1, phases: 1)
        }
        planes = ImagePlanes(height: axis(height), width: axis(width))
        groups = shape.groups
        channels = shape.outputs / shape.groups
        filters = shape.inputs / shape.groups
        window = (height.window, width.window)
        dilation = (height.dilation, width.dilation)
        result = (height.size, width.size)
    }

    /// Terms of one sum.
    private var terms: Int { channels * window.height * window.width }
    /// Windows computed, counted along the rows of a plane.
    private var extent: Int { (result.height - 1) * planes.rowStride + result.width }
    /// The same in whole tiles.
    private var paddedExtent: Int { (extent + 63) / 64 * 64 }
    private var planesCount: Int { groups * channels * planes.channelCount }

    /// Elements of scratch memory of one thread: planes, room for reading past their end, six rows of results.
    package var workspaceCount: Int { (planesCount + 128 + 15) / 16 * 16 + 6 * paddedExtent + 64 }

    /// Where each term begins in a group's planes: what `run` is given.
    package var offsets: [Int] {
        (0..<terms).map { term in
            let tap = term % (window.height * window.width)
            let row = tap / window.width * dilation.height
            let column = tap % window.width * dilation.width
            let channel = term / (window.height * window.width)
            return channel * planes.channelCount + planes.offset(row: row, column: column)
        }
    }

    /// Turns the filters of a convolution around for `imageGradient`: [group, image channel, result channel, taps
    /// from the last to the first].
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package func turn<Scalar: KernelScalar>(
        filters source: UnsafePointer<Scalar>, into turned: UnsafeMutablePointer<Scalar>
    ) {
        let taps = window.height &* window.width
        for group in 0..<groups {
            for made in 0..<filters {
                for read in 0..<channels {
                    let from = source + ((group &* channels &+ read) &* filters &+ made) &* taps
                    let to = turned + ((group &* filters &+ made) &* channels &+ read) &* taps
                    for tap in 0..<taps { to[tap] = from[taps &- 1 &- tap] }
                }
            }
        }
    }

    /// The result for one image.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package func run<Scalar: KernelScalar>(
        image: UnsafePointer<Scalar>, filters factors: UnsafePointer<Scalar>, offsets: UnsafePointer<Int>,
        into target: UnsafeMutablePointer<Scalar>, workspace: UnsafeMutablePointer<Scalar>
    ) {
        planes.fill(workspace, from: image, channels: groups &* channels)
        let rows = workspace + (planesCount &+ 128 &+ 15) / 16 &* 16
        for group in 0..<groups {
            let read = UnsafePointer(workspace) + group &* channels &* planes.channelCount
            var filter = 0
            while filter < filters {
                let height = min(6, filters &- filter)
                let number = group &* filters &+ filter
                runRows(height, read, factors + number &* terms, offsets, rows)
                copyRows(height, rows, target + number &* result.height &* result.width)
                filter &+= height
            }
        }
    }

    /// Up to six filters over all windows.
    @inline(__always)
    private func runRows<Scalar: KernelScalar>(
        _ height: Int, _ read: UnsafePointer<Scalar>, _ factors: UnsafePointer<Scalar>,
        _ offsets: UnsafePointer<Int>, _ rows: UnsafeMutablePointer<Scalar>
    ) {
        let lanes = Scalar.lanes
        let widest = MatrixTile.widestTile(rows: height)
        var term = 0
        while term < terms {
            var operands = ConvolutionTile.Forward(
                left: factors + term, leftRowStride: terms, right: read, offsets: offsets + term,
                terms: min(512, terms &- term), result: rows, resultRowStride: paddedExtent,
                accumulates: term > 0)
            var place = 0
            while place < extent {
                let remaining = (extent &- place &+ lanes &- 1) / lanes
                let width = remaining >= 3 && widest == 4 ? 4 : remaining >= 2 && widest >= 2 ? 2 : 1
                operands.right = read + place
                operands.result = rows + place
                if width == 4 {
                    ConvolutionTile.forward(MatrixStrip4<Scalar>.self, rows: height, operands)
                } else if width == 2 {
                    ConvolutionTile.forward(MatrixStrip2<Scalar>.self, rows: height, operands)
                } else {
                    ConvolutionTile.forward(MatrixStrip1<Scalar>.self, rows: height, operands)
                }
                place &+= width &* lanes
            }
            term &+= 512
        }
    }

    /// Copies the windows that are wanted.
    @inline(__always)
    private func copyRows<Scalar: KernelScalar>(
        _ height: Int, _ rows: UnsafeMutablePointer<Scalar>, _ target: UnsafeMutablePointer<Scalar>
    ) {
        for filter in 0..<height {
            for row in 0..<result.height {
                let from = UnsafePointer(rows) + (filter &* paddedExtent &+ row &* planes.rowStride)
                let to = target + (filter &* result.height &+ row) &* result.width
                var column = 0
                while column &+ Scalar.lanes <= result.width {
                    to.store(from.vector(column), column)
                    column &+= Scalar.lanes
                }
                while column < result.width {
                    to[column] = from[column]
                    column &+= 1
                }
            }
        }
    }
}
