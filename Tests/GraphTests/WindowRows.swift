import Graph
import Kernels

/// A convolution by plain loops: calls `body` with image, filter and result positions of every product.
///
/// - Parameter trials: of images, filters and results
private func forEachProduct(
    _ shape: ConvolutionShape, batch: Int, trials: (Int, Int, Int), _ body: (Int, Int, Int) -> Void
) {
    let (height, width) = (shape.geometry.height, shape.geometry.width)
    let (read, made) = (shape.inputs / shape.groups, shape.outputs / shape.groups)
    for trial in 0..<max(trials.0, trials.1, trials.2) {
        for image in 0..<batch {
            for output in 0..<shape.outputs {
                for row in 0..<height.count {
                    for column in 0..<width.count {
                        let result =
                            (((trial % trials.2 * batch + image) * shape.outputs + output) * height.count
                                + row) * width.count + column
                        for channel in 0..<read {
                            for tap in 0..<height.window * width.window {
                                let (down, across) = (tap / width.window, tap % width.window)
                                let y = row * height.stride + down * height.dilation - height.before
                                let x = column * width.stride + across * width.dilation - width.before
                                if y < 0 || y >= height.size || x < 0 || x >= width.size { continue }
                                let source = output / made * read + channel
                                let pixel =
                                    (((trial % trials.0 * batch + image) * shape.inputs + source)
                                        * height.size + y) * width.size + x
                                let filter =
                                    ((trial % trials.1 * shape.outputs + output) * read + channel)
                                    * height.window * width.window + tap
                                body(pixel, filter, result)
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A convolution to be tested: its name, shape, batch, and trials of images and filters.
private struct WindowCase {
    var name: String
    var shape: ConvolutionShape
    var batch = 2
    var trials = (1, 1)

    var results: Int { max(trials.0, trials.1) }
    var images: Shape { Shape([trials.0, batch] + shape.imageDimensions) }
    var filters: Shape { Shape([trials.1] + shape.filterDimensions) }
    /// Results that stand where images' trials stand.
    var numbers: Shape { Shape([trials.0, batch] + shape.resultDimensions) }
}

private func geometry(
    _ size: (Int, Int), _ window: (Int, Int), stride: Int = 1, dilation: Int = 1, border: (Int, Int) = (0, 0)
) -> WindowGeometry {
    WindowGeometry(
        height: WindowGeometry.Axis(
            size: size.0, window: window.0, stride: stride, dilation: dilation, before: border.0,
            after: border.1),
        width: WindowGeometry.Axis(
            size: size.1, window: window.1, stride: stride, dilation: dilation, before: border.1,
            after: border.0))
}

private let cases: [WindowCase] = [
    WindowCase(
        name: "plain", shape: ConvolutionShape(geometry: geometry((4, 5), (3, 2)), inputs: 2, outputs: 3)),
    WindowCase(
        name: "uneven border, filters of trials",
        shape: ConvolutionShape(geometry: geometry((4, 4), (3, 3), border: (1, 2)), inputs: 1, outputs: 2),
        trials: (1, 2)),
    WindowCase(
        name: "stride, all of trials",
        shape: ConvolutionShape(
            geometry: geometry((5, 4), (2, 3), stride: 2, border: (1, 0)), inputs: 2, outputs: 2), batch: 1,
        trials: (2, 2)),
    WindowCase(
        name: "dilation, border wider than needed",
        shape: ConvolutionShape(
            geometry: geometry((4, 3), (2, 2), dilation: 2, border: (3, 1)), inputs: 1, outputs: 2)),
    WindowCase(
        name: "groups",
        shape: ConvolutionShape(
            geometry: geometry((3, 3), (2, 2), border: (0, 1)), inputs: 4, outputs: 6, groups: 2), batch: 1),
]

private func convolutionRows(_ item: WindowCase) -> [ConformanceRow] {
    let shape = item.shape
    let (trials, batch, results) = (item.trials, item.batch, item.results)
    let forward = ConformanceRow(
        operation: "convolve", variant: item.name,
        inputs: [InputRange(item.images), InputRange(item.filters)],
        build: { $0.append(Convolve(shape: shape), $1) },
        naive: { (inputs: [[Double]]) -> [Double] in
            var sums = [Double](repeating: 0, count: results * batch * shape.resultCount)
            forEachProduct(shape, batch: batch, trials: (trials.0, trials.1, results)) {
                sums[$2] += inputs[0][$0] * inputs[1][$1]
            }
            return sums
        })
    let back = ConformanceRow(
        operation: "convolveBack", variant: item.name,
        inputs: [InputRange(item.numbers), InputRange(item.filters)],
        build: { $0.append(ConvolveBack(shape: shape), $1) },
        naive: { (inputs: [[Double]]) -> [Double] in
            var sums = [Double](repeating: 0, count: results * batch * shape.imageCount)
            forEachProduct(shape, batch: batch, trials: (results, trials.1, trials.0)) {
                sums[$0] += inputs[0][$2] * inputs[1][$1]
            }
            return sums
        })
    let filters = ConformanceRow(
        operation: "filterGradients", variant: item.name,
        inputs: [
            InputRange(item.images), InputRange(Shape([trials.1, batch] + shape.resultDimensions)),
        ],
        build: { $0.append(FilterGradients(shape: shape), $1) },
        naive: { (inputs: [[Double]]) -> [Double] in
            var sums = [Double](repeating: 0, count: results * shape.filterCount)
            forEachProduct(shape, batch: batch, trials: (trials.0, results, trials.1)) {
                sums[$1] += inputs[0][$0] * inputs[1][$2]
            }
            return sums
        })
    return [forward, back, filters]
}

/// The places of a window inside an image, in reading order.
private func places(_ geometry: WindowGeometry, _ row: Int, _ column: Int) -> [Int] {
    var result: [Int] = []
    for down in 0..<geometry.height.window {
        for across in 0..<geometry.width.window {
            let y = row * geometry.height.stride + down * geometry.height.dilation - geometry.height.before
            let x = column * geometry.width.stride + across * geometry.width.dilation - geometry.width.before
            if y < 0 || y >= geometry.height.size || x < 0 || x >= geometry.width.size { continue }
            result.append(y * geometry.width.size + x)
        }
    }
    return result
}

/// Calls `body` with the places of every window of `images` images that follow each other, and its number.
private func forEachWindow(_ geometry: WindowGeometry, images: Int, _ body: ([Int], Int) -> Void) {
    var window = 0
    for image in 0..<images {
        for row in 0..<geometry.height.count {
            for column in 0..<geometry.width.count {
                body(places(geometry, row, column).map { image * geometry.pixels + $0 }, window)
                window += 1
            }
        }
    }
}

private func poolRows(_ name: String, _ geometry: WindowGeometry) -> [ConformanceRow] {
    let images: Shape = [2, 1, 3, geometry.height.size, geometry.width.size]
    let windows: Shape = [2, 1, 3, geometry.height.count, geometry.width.count]
    @Sendable func largest(_ selector: [Double], _ places: [Int]) -> Int {
        places.max { selector[$0] < selector[$1] } ?? 0
    }
    return [
        ConformanceRow(
            operation: "poolWindows", variant: "largest, \(name)",
            inputs: [InputRange(images), InputRange(images)],
            build: { $0.append(PoolWindows(kind: .largest, geometry: geometry), $1) },
            naive: { (inputs: [[Double]]) -> [Double] in
                var result = [Double](repeating: 0, count: windows.count)
                forEachWindow(geometry, images: 6) { result[$1] = inputs[1][largest(inputs[0], $0)] }
                return result
            }),
        ConformanceRow(
            operation: "spreadWindows", variant: "largest, \(name)",
            inputs: [InputRange(images), InputRange(windows)],
            build: { $0.append(SpreadWindows(kind: .largest, geometry: geometry), $1) },
            naive: { (inputs: [[Double]]) -> [Double] in
                var result = [Double](repeating: 0, count: images.count)
                forEachWindow(geometry, images: 6) { result[largest(inputs[0], $0)] += inputs[1][$1] }
                return result
            }),
        ConformanceRow(
            operation: "poolWindows", variant: "sum, \(name)", inputs: [InputRange(images)],
            build: { $0.append(PoolWindows(kind: .sum, geometry: geometry), $1) },
            naive: { (inputs: [[Double]]) -> [Double] in
                var result = [Double](repeating: 0, count: windows.count)
                forEachWindow(geometry, images: 6) { places, window in
                    for place in places { result[window] += inputs[0][place] }
                }
                return result
            }),
        ConformanceRow(
            operation: "spreadWindows", variant: "sum, \(name)", inputs: [InputRange(windows)],
            build: { $0.append(SpreadWindows(kind: .sum, geometry: geometry), $1) },
            naive: { (inputs: [[Double]]) -> [Double] in
                var result = [Double](repeating: 0, count: images.count)
                forEachWindow(geometry, images: 6) { places, window in
                    for place in places { result[place] += inputs[0][window] }
                }
                return result
            }),
    ]
}

/// Rows of operations on windows of images.
let windowRows: [ConformanceRow] =
    cases.flatMap { convolutionRows($0) } + poolRows("pairs", geometry((4, 6), (2, 2), stride: 2))
    + poolRows("pairs that leave a rest", geometry((5, 3), (2, 2), stride: 2))
    + poolRows("overlapping, with a border", geometry((4, 5), (3, 2), stride: 2, border: (1, 1)))
    + poolRows("dilated", geometry((5, 5), (2, 3), dilation: 2, border: (1, 0)))
