/// Largest values and sums of windows, and the way back: what pooling and its gradients are made of.
///
///     maxPool:         y[w] = values[the place in window w where the selector is largest]
///     maxPoolGradient: y[that place] += d[w]
///     sumPool:         y[w] = Σ over the taps of window w of values
///     sumPoolGradient: y[every place of window w] += d[w]
///
/// Among equal largest values the first in reading order is taken; NaN counts as larger than any number (the last
/// NaN wins), as in PyTorch. Each call works on one channel of one image.
package enum WindowPool {
    /// The picked values of every window.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package static func maxPool<Scalar: KernelScalar>(
        _ geometry: WindowGeometry, selector: UnsafePointer<Scalar>, values: UnsafePointer<Scalar>,
        into result: UnsafeMutablePointer<Scalar>
    ) {
        if WindowPairs.fits(geometry) {
            WindowPairs.maxPool(geometry, selector, values, result)
            return
        }
        forEachWindow(geometry) { window, places in
            result[window] = values[largest(places, selector)]
        }
    }

    /// The numbers of windows added at the picked places, from zeros.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package static func maxPoolGradient<Scalar: KernelScalar>(
        _ geometry: WindowGeometry, selector: UnsafePointer<Scalar>, gradient: UnsafePointer<Scalar>,
        into result: UnsafeMutablePointer<Scalar>
    ) {
        if WindowPairs.fits(geometry) && geometry.isWhole {
            WindowPairs.maxPoolGradient(geometry, selector, gradient, result)
            return
        }
        for pixel in 0..<geometry.pixels { result[pixel] = 0 }
        forEachWindow(geometry) { window, places in
            result[largest(places, selector)] += gradient[window]
        }
    }

    /// The sums of every window, its taps in reading order.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package static func sumPool<Scalar: KernelScalar>(
        _ geometry: WindowGeometry, values: UnsafePointer<Scalar>, into result: UnsafeMutablePointer<Scalar>
    ) {
        forEachWindow(geometry) { window, places in
            var total = Scalar.zero
            places.forEach { total += values[$0] }
            result[window] = total
        }
    }

    /// The numbers of windows added at all their places, from zeros.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package static func sumPoolGradient<Scalar: KernelScalar>(
        _ geometry: WindowGeometry, gradient: UnsafePointer<Scalar>,
        into result: UnsafeMutablePointer<Scalar>
    ) {
        for pixel in 0..<geometry.pixels { result[pixel] = 0 }
        forEachWindow(geometry) { window, places in
            let number = gradient[window]
            places.forEach { result[$0] += number }
        }
    }

    /// The places of one window inside the image.
    struct Places {
        var row: Range<Int>
        var column: Range<Int>
        var rowStep: Int
        var columnStep: Int
        var width: Int

        @inline(__always)
        func forEach(_ body: (Int) -> Void) {
            var row = self.row.lowerBound
            while row < self.row.upperBound {
                var column = self.column.lowerBound
                while column < self.column.upperBound {
                    body(row &* width &+ column)
                    column &+= columnStep
                }
                row &+= rowStep
            }
        }
    }

    @inline(__always)
    private static func largest<Scalar: KernelScalar>(
        _ places: Places, _ selector: UnsafePointer<Scalar>
    ) -> Int {
        var best = places.row.lowerBound &* places.width &+ places.column.lowerBound
        var value = selector[best]
        places.forEach { place in
            let other = selector[place]
            if other > value || other != other {
                value = other
                best = place
            }
        }
        return best
    }

    @inline(__always)
    private static func forEachWindow(_ geometry: WindowGeometry, _ body: (Int, Places) -> Void) {
        let (height, width) = (geometry.height, geometry.width)
        var window = 0
        for row in 0..<height.count {
            let rows = inside(height, row)
            for column in 0..<width.count {
                body(
                    window,
                    Places(
                        row: rows, column: inside(width, column), rowStep: height.dilation,
                        columnStep: width.dilation, width: width.size))
                window &+= 1
            }
        }
    }

    /// The places of a window's taps inside the image, along one axis: the first, and one past the last.
    @inline(__always)
    private static func inside(_ axis: WindowGeometry.Axis, _ window: Int) -> Range<Int> {
        let first = window &* axis.stride &- axis.before
        let skipped = first < 0 ? (axis.dilation &- 1 &- first) / axis.dilation : 0
        let start = first &+ skipped &* axis.dilation
        let end = min(first &+ axis.reach, axis.size)
        return start..<max(start, end)
    }
}
