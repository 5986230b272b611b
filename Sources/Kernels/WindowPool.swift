/// Largest values and sums of windows, and the way back: what pooling and its gradients are made of.
///
///     pick:    y[w] = values[the place in window w where the selector is largest]
///     spread:  y[that place] += d[w]
///     sum:     y[w] = Σ over the taps of window w of values
///     scatter: y[every place of window w] += d[w]
///
/// Among equal largest values the first in reading order is taken; NaN counts as larger than any number (the last
/// NaN wins), as in PyTorch. Each call works on one channel of one image.
package enum WindowPool {
    /// The picked values of every window.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package static func pick<Scalar: KernelScalar>(
        _ geometry: WindowGeometry, selector: UnsafePointer<Scalar>, values: UnsafePointer<Scalar>,
        into result: UnsafeMutablePointer<Scalar>
    ) {
        if isPairs(geometry) {
            pickPairs(geometry, selector, values, result)
            return
        }
        forEachWindow(geometry) { window, places in
            result[window] = values[largest(places, selector)]
        }
    }

    /// The numbers of windows added at the picked places, from zeros.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package static func spread<Scalar: KernelScalar>(
        _ geometry: WindowGeometry, selector: UnsafePointer<Scalar>, gradient: UnsafePointer<Scalar>,
        into result: UnsafeMutablePointer<Scalar>
    ) {
        if isPairs(geometry) {
            spreadPairs(geometry, selector, gradient, result)
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
    package static func sum<Scalar: KernelScalar>(
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
    package static func scatter<Scalar: KernelScalar>(
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

/// Windows of 2 × 2 that do not overlap, by far the most used: loops over neighbouring windows without branches.
extension WindowPool {
    @inline(__always)
    fileprivate static func isPairs(_ geometry: WindowGeometry) -> Bool {
        isPairs(geometry.height) && isPairs(geometry.width)
    }

    @inline(__always)
    private static func isPairs(_ axis: WindowGeometry.Axis) -> Bool {
        axis.window == 2 && axis.stride == 2 && axis.dilation == 1 && axis.before == 0 && axis.after == 0
    }

    @inline(__always)
    fileprivate static func pickPairs<Scalar: KernelScalar>(
        _ geometry: WindowGeometry, _ selector: UnsafePointer<Scalar>, _ values: UnsafePointer<Scalar>,
        _ result: UnsafeMutablePointer<Scalar>
    ) {
        let (rows, columns, width) = (geometry.height.count, geometry.width.count, geometry.width.size)
        for row in 0..<rows {
            let upper = selector + 2 &* row &* width
            let upperValues = values + 2 &* row &* width
            let target = result + row &* columns
            for column in 0..<columns {
                let left = 2 &* column
                let lower = left &+ width
                var best = upper[left]
                var value = upperValues[left]
                var takes = upper[left &+ 1] > best || upper[left &+ 1] != upper[left &+ 1]
                best = takes ? upper[left &+ 1] : best
                value = takes ? upperValues[left &+ 1] : value
                takes = upper[lower] > best || upper[lower] != upper[lower]
                best = takes ? upper[lower] : best
                value = takes ? upperValues[lower] : value
                takes = upper[lower &+ 1] > best || upper[lower &+ 1] != upper[lower &+ 1]
                target[column] = takes ? upperValues[lower &+ 1] : value
            }
        }
    }

    @inline(__always)
    fileprivate static func spreadPairs<Scalar: KernelScalar>(
        _ geometry: WindowGeometry, _ selector: UnsafePointer<Scalar>, _ gradient: UnsafePointer<Scalar>,
        _ result: UnsafeMutablePointer<Scalar>
    ) {
        let (rows, columns, width) = (geometry.height.count, geometry.width.count, geometry.width.size)
        if geometry.height.size != 2 &* rows || width != 2 &* columns {
            for pixel in 0..<geometry.pixels { result[pixel] = 0 }
        }
        for row in 0..<rows {
            let upper = selector + 2 &* row &* width
            let target = result + 2 &* row &* width
            let source = gradient + row &* columns
            for column in 0..<columns {
                let left = 2 &* column
                let lower = left &+ width
                let (a, b, c, d) = (upper[left], upper[left &+ 1], upper[lower], upper[lower &+ 1])
                let takesB = b > a || b != b
                let first = takesB ? b : a
                let takesC = c > first || c != c
                let second = takesC ? c : first
                let takesD = d > second || d != d
                let number = source[column]
                target[left] = takesB || takesC || takesD ? 0 : number
                target[left &+ 1] = takesB && !takesC && !takesD ? number : 0
                target[lower] = takesC && !takesD ? number : 0
                target[lower &+ 1] = takesD ? number : 0
            }
        }
    }
}
