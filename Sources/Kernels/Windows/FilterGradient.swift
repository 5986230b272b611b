/// The gradient of a convolution with respect to its filters, summed over a batch of images.
///
///     d filters[o, c, k] = Σ over images and windows w of d result[o, w] · image[c, tap k of window w]
///
/// Canonical order, whatever the stacking or the threads: within an image windows one after the other by fused
/// multiply-add; images of a chunk of 8 added in order; chunks added in order. Threads share out chunks.
///
/// Lifetime: as `ConvolutionKernel`; `run` for every chunk, then `finish`.
package struct FilterGradient: Sendable {
    package let shape: ConvolutionShape
    private let planes: ImagePlanes

    /// Images that are added up before the sum joins the others.
    package static var chunk: Int { 8 }

    package init(_ shape: ConvolutionShape) {
        self.shape = shape
        func axis(_ axis: WindowGeometry.Axis) -> ImagePlanes.Axis {
            ImagePlanes.Axis(
                size: axis.size, spacing: 1, first: axis.before,
                places: axis.size + axis.before + axis.after, phases: axis.stride)
        }
        planes = ImagePlanes(height: axis(shape.geometry.height), width: axis(shape.geometry.width))
    }

    private var channels: Int { shape.inputs / shape.groups }
    private var filters: Int { shape.outputs / shape.groups }
    /// Filters of a group rounded up to whole vectors.
    private var paddedFilters: Int { (filters + 15) / 16 * 16 }
    private var terms: Int { channels * shape.geometry.taps }
    private var results: (height: Int, width: Int) {
        (shape.geometry.height.count, shape.geometry.width.count)
    }
    private var extent: Int { (results.height - 1) * planes.rowStride + results.width }
    private var planesCount: Int { (shape.inputs * planes.channelCount + 128 + 15) / 16 * 16 }

    /// Elements of scratch memory of one thread: planes, then one group's gradient with filters innermost.
    package var workspaceCount: Int { planesCount + extent * paddedFilters + 64 }
    /// Elements of the sums of one chunk.
    package var totalsCount: Int { shape.groups * terms * paddedFilters }

    /// Where each term begins in a group's planes.
    package var offsets: [Int] { ConvolutionKernel(forward: shape).offsets }

    /// The sums of one chunk of images.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package func run<Scalar: KernelScalar>(
        images: UnsafePointer<Scalar>, gradients: UnsafePointer<Scalar>, count: Int,
        offsets: UnsafePointer<Int>, totals: UnsafeMutablePointer<Scalar>,
        workspace: UnsafeMutablePointer<Scalar>
    ) {
        for index in 0..<totalsCount { totals[index] = 0 }
        let turned = workspace + planesCount
        for image in 0..<count {
            planes.fill(workspace, from: images + image &* shape.imageCount, channels: shape.inputs)
            for group in 0..<shape.groups {
                let first = image &* shape.resultCount &+ group &* filters &* shape.geometry.windows
                turn(gradients + first, into: turned)
                add(
                    UnsafePointer(workspace) + group &* channels &* planes.channelCount,
                    UnsafePointer(turned), offsets, totals + group &* terms &* paddedFilters)
            }
        }
    }

    /// Lays a group's gradient out with filters innermost, windows numbered along the rows of a plane; the windows
    /// that are not wanted stay 0.
    @inline(__always)
    private func turn<Scalar: KernelScalar>(
        _ gradient: UnsafePointer<Scalar>, into turned: UnsafeMutablePointer<Scalar>
    ) {
        let (rows, columns) = results
        var filter = 0
        while filter < filters {
            let count = min(Scalar.lanes, filters &- filter)
            for row in 0..<rows {
                RowTranspose.run(
                    from: gradient + (filter &* rows &+ row) &* columns, rowStride: rows &* columns,
                    columnStride: 1, rows: count, columns: columns,
                    into: turned + (row &* planes.rowStride &* paddedFilters &+ filter), stride: paddedFilters
                )
            }
            filter &+= Scalar.lanes
        }
    }

    @inline(__always)
    private func add<Scalar: KernelScalar>(
        _ read: UnsafePointer<Scalar>, _ turned: UnsafePointer<Scalar>, _ offsets: UnsafePointer<Int>,
        _ totals: UnsafeMutablePointer<Scalar>
    ) {
        let lanes = Scalar.lanes
        var term = 0
        while term < terms {
            let height = min(6, terms &- term)
            let widest = MatrixTile.widestTile(rows: height)
            var filter = 0
            while filter < filters {
                let remaining = (filters &- filter &+ lanes &- 1) / lanes
                let width = remaining >= 4 && widest == 4 ? 4 : remaining >= 2 && widest >= 2 ? 2 : 1
                let operands = ConvolutionTile.Gradient(
                    left: read, offsets: offsets + term, right: turned + filter, rightStride: paddedFilters,
                    windows: extent, result: totals + (term &* paddedFilters &+ filter),
                    resultRowStride: paddedFilters)
                if width == 4 {
                    ConvolutionTile.gradient(MatrixStrip4<Scalar>.self, rows: height, operands)
                } else if width == 2 {
                    ConvolutionTile.gradient(MatrixStrip2<Scalar>.self, rows: height, operands)
                } else {
                    ConvolutionTile.gradient(MatrixStrip1<Scalar>.self, rows: height, operands)
                }
                filter &+= width &* lanes
            }
            term &+= height
        }
    }

    /// Adds the chunks in order and writes [outputs, inputs / groups, taps].
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package func finish<Scalar: KernelScalar>(
        chunks: Int, totals: UnsafePointer<Scalar>, into target: UnsafeMutablePointer<Scalar>
    ) {
        for group in 0..<shape.groups {
            for filter in 0..<filters {
                let to = target + (group &* filters &+ filter) &* terms
                for term in 0..<terms {
                    let place = (group &* terms &+ term) &* paddedFilters &+ filter
                    var sum = totals[place]
                    for chunk in 1..<max(chunks, 1) { sum += totals[chunk &* totalsCount &+ place] }
                    to[term] = sum
                }
            }
        }
    }
}
