import Kernels

/// Work on windows of images with pointers.
///
/// Threads share out images, or chunks of images where a batch is summed; each has scratch memory of its own.
struct WindowProgram<Scalar: KernelScalar> {
    var work: WindowWork
    var first: UnsafePointer<Scalar>
    var firstTrialStride: Int
    /// The same as `first` for work on one input.
    var second: UnsafePointer<Scalar>
    var secondTrialStride: Int
    var target: UnsafeMutablePointer<Scalar>
    var trials: Int
    var batch: Int
    var channels: Int
    /// Where terms begin in an image, for convolutions.
    var offsets: UnsafePointer<Int>
    /// [threads][workspaceStride]
    var workspace: UnsafeMutablePointer<Scalar>
    var workspaceStride: Int
    /// Filters turned around, or the sums of chunks.
    var extra: UnsafeMutablePointer<Scalar>

    /// Work of fewer elements is not shared out.
    private static var smallestSharedWork: Int { 16384 }

    private var chunks: Int { (batch &+ FilterGradient.chunk &- 1) / FilterGradient.chunk }

    private var pieces: Int {
        if case .filterGradient = work { return trials &* chunks }
        return trials &* batch
    }

    /// Runs everything; compiled for each element type.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func run(on pool: ThreadPool) {
        if case .imageGradient(let shape, let kernel) = work {
            for trial in 0..<(secondTrialStride == 0 ? 1 : trials) {
                kernel.turn(
                    filters: second + trial &* secondTrialStride, into: extra + trial &* shape.filterCount)
            }
        }
        if !pool.sharesWork || !canShare {
            run(worker: 0, of: 1)
        } else {
            pool.parallelFor(pool.threads, work: SharedWork(program: self, threads: pool.threads))
        }
        if case .filterGradient(let gradient) = work {
            for trial in 0..<trials {
                gradient.finish(
                    chunks: chunks, totals: extra + trial &* chunks &* gradient.totalsCount,
                    into: target + trial &* gradient.shape.filterCount)
            }
        }
    }

    /// Whether there is enough to share out.
    var canShare: Bool { pieces > 1 && pieces &* elementsOfPiece >= Self.smallestSharedWork }

    /// Elements of one piece's larger side.
    private var elementsOfPiece: Int {
        switch work {
        case .convolution(let shape, _), .imageGradient(let shape, _):
            max(shape.imageCount, shape.resultCount)
        case .filterGradient(let gradient):
            max(gradient.shape.imageCount, gradient.shape.resultCount) &* FilterGradient.chunk
        case .maxPool(let geometry), .maxPoolGradient(let geometry), .sumPool(let geometry),
            .sumPoolGradient(let geometry):
            channels &* geometry.pixels
        }
    }

    private struct SharedWork: ParallelWork {
        let program: WindowProgram
        let threads: Int

        func run(piece: Int) { program.run(worker: piece, of: threads) }
    }

    /// Every piece whose number leaves the rest `worker`.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    private func run(worker: Int, of workers: Int) {
        let scratch = workspace + worker &* workspaceStride
        var piece = worker
        while piece < pieces {
            switch work {
            case .convolution(let shape, let kernel):
                let (trial, image) = (piece / batch, piece % batch)
                kernel.run(
                    image: first + (trial &* firstTrialStride &+ image &* shape.imageCount),
                    filters: second + trial &* secondTrialStride, offsets: offsets,
                    into: target + piece &* shape.resultCount, workspace: scratch)
            case .imageGradient(let shape, let kernel):
                let (trial, image) = (piece / batch, piece % batch)
                let filters = secondTrialStride == 0 ? 0 : trial &* shape.filterCount
                kernel.run(
                    image: first + (trial &* firstTrialStride &+ image &* shape.resultCount),
                    filters: UnsafePointer(extra) + filters, offsets: offsets,
                    into: target + piece &* shape.imageCount, workspace: scratch)
            case .filterGradient(let gradient):
                run(gradient, piece: piece, scratch)
            case .maxPool(let geometry):
                run(piece, geometry.pixels, geometry.pixels, geometry.windows) {
                    WindowPool.maxPool(geometry, selector: $0, values: $1, into: $2)
                }
            case .maxPoolGradient(let geometry):
                run(piece, geometry.pixels, geometry.windows, geometry.pixels) {
                    WindowPool.maxPoolGradient(geometry, selector: $0, gradient: $1, into: $2)
                }
            case .sumPool(let geometry):
                run(piece, geometry.pixels, geometry.pixels, geometry.windows) {
                    WindowPool.sumPool(geometry, values: $1, into: $2)
                }
            case .sumPoolGradient(let geometry):
                run(piece, geometry.windows, geometry.windows, geometry.pixels) {
                    WindowPool.sumPoolGradient(geometry, gradient: $1, into: $2)
                }
            }
            piece &+= workers
        }
    }

    @inline(__always)
    private func run(_ gradient: FilterGradient, piece: Int, _ scratch: UnsafeMutablePointer<Scalar>) {
        let (trial, chunk) = (piece / chunks, piece % chunks)
        let start = chunk &* FilterGradient.chunk
        let shape = gradient.shape
        gradient.run(
            images: first + (trial &* firstTrialStride &+ start &* shape.imageCount),
            gradients: second + (trial &* secondTrialStride &+ start &* shape.resultCount),
            count: min(FilterGradient.chunk, batch &- start), offsets: offsets,
            totals: extra + piece &* gradient.totalsCount, workspace: scratch)
    }

    /// Every channel of one image: sizes of a channel in the inputs and the result.
    @inline(__always)
    private func run(
        _ piece: Int, _ firstSize: Int, _ secondSize: Int, _ size: Int,
        _ body: (UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafeMutablePointer<Scalar>) -> Void
    ) {
        let (trial, image) = (piece / batch, piece % batch)
        for channel in 0..<channels {
            let number = image &* channels &+ channel
            body(
                first + (trial &* firstTrialStride &+ number &* firstSize),
                second + (trial &* secondTrialStride &+ number &* secondSize),
                target + (piece &* channels &+ channel) &* size)
        }
    }
}
