/// An image laid out so that every tap of a window reads neighbors from neighboring windows.
///
/// With its border of zeros in place, the padded image is cut into phases: phase (p, q) has the pixels whose row is
/// p and whose column is q modulo the stride. Tap (k, l) of the window in row o, column j is then the element
/// (o + k·dilation / stride, j + l·dilation / stride) of one phase, so that with windows numbered along the rows of
/// a plane, a tap is one shifted run through memory. No copy per tap (im2col) is made. Windows that a row of a plane
/// holds beyond those of the result are computed and dropped.
struct ImagePlanes: Sendable {
    /// One axis: where its pixels go.
    struct Axis: Sendable {
        var size: Int
        /// Zeros are put between pixels so that they lie this far apart.
        var spacing: Int
        /// Place of the first pixel; below 0 the image is cut.
        var first: Int
        /// Places there are.
        var places: Int
        /// The stride of the windows.
        var phases: Int

        var planeSize: Int { (places + phases - 1) / phases }
    }

    let height: Axis
    let width: Axis

    var planeCount: Int { height.planeSize * width.planeSize }
    /// Elements of one channel.
    var channelCount: Int { height.phases * width.phases * planeCount }
    /// Elements from one row of windows to the next.
    var rowStride: Int { width.planeSize }

    /// Where a tap that lies so many places after a window's first one begins.
    func offset(row: Int, column: Int) -> Int {
        let phase = row % height.phases * width.phases + column % width.phases
        return phase * planeCount + row / height.phases * rowStride + column / width.phases
    }

    /// Copies the pixels of `channels` images that follow each other. What is not a pixel stays as it is: the
    /// target is zero at first and only ever filled by the same layout.
    @inline(__always)
    func fill<Scalar: KernelScalar>(
        _ target: UnsafeMutablePointer<Scalar>, from source: UnsafePointer<Scalar>, channels: Int
    ) {
        for channel in 0..<channels {
            let image = source + channel &* height.size &* width.size
            let planes = target + channel &* channelCount
            for row in 0..<height.size {
                let place = row &* height.spacing &+ height.first
                guard place >= 0, place < height.places else { continue }
                let phase = place % height.phases &* width.phases &* planeCount
                let line = planes + (phase &+ place / height.phases &* rowStride)
                fillRow(line, from: image + row &* width.size)
            }
        }
    }

    @inline(__always)
    private func fillRow<Scalar: KernelScalar>(
        _ line: UnsafeMutablePointer<Scalar>, from pixels: UnsafePointer<Scalar>
    ) {
        if width.spacing == 1 && width.phases == 1 {
            let start = max(0, 0 &- width.first)
            let end = min(width.size, width.places &- width.first)
            let target = line + width.first
            var column = start
            while column &+ Scalar.lanes <= end {
                target.store(pixels.vector(column), column)
                column &+= Scalar.lanes
            }
            while column < end {
                target[column] = pixels[column]
                column &+= 1
            }
            return
        }
        for column in 0..<width.size {
            let place = column &* width.spacing &+ width.first
            guard place >= 0, place < width.places else { continue }
            line[place % width.phases &* planeCount &+ place / width.phases] = pixels[column]
        }
    }
}
