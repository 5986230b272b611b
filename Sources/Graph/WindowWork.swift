import Kernels

/// What operations on windows of images ask of a backend: which kernel, over which windows.
///
/// Images are [trials or 1, batch, channels, height, width]; the first axis of the result is the larger of the
/// inputs' ones.
package enum WindowWork: Hashable, Sendable {
    /// Inputs: images, filters [trials or 1, outputs, inputs / groups, window height, window width].
    case convolution(ConvolutionShape)
    /// Inputs: the result's gradient, filters; result: images.
    case imageGradient(ConvolutionShape)
    /// Inputs: images, the result's gradient; result: filters.
    case filterGradient(ConvolutionShape)
    /// Inputs: selector, values; result: the values where the selector is largest in each window.
    case pick(WindowGeometry)
    /// Inputs: selector, numbers of windows; result: images.
    case spread(WindowGeometry)
    /// Input: images; result: the sum of each window.
    case sum(WindowGeometry)
    /// Input: numbers of windows; result: images.
    case scatter(WindowGeometry)
}

extension ShapeRule {
    /// The first axis of the result of inputs whose first axis is 1 or the number of trials.
    static func trials(_ inputs: [TensorType], _ name: String) throws -> Int {
        let trials = inputs.map { $0.shape[0] }.max() ?? 1
        guard inputs.allSatisfy({ $0.shape[0] == 1 || $0.shape[0] == trials }) else {
            throw GraphError(name, expected: "first axes of 1 or one size", found: shapes(inputs))
        }
        return trials
    }

    /// The type of a result of five axes; the inputs must have the given sizes after their first axis, nil
    /// standing for any.
    static func images(
        _ inputs: [TensorType], _ sizes: [[Int?]], result: (_ batch: Int) -> [Int], _ realType: ElementType,
        _ name: String
    ) throws -> TensorType {
        try inputCount(inputs, sizes.count, name)
        try real(inputs, realType, name)
        for (input, size) in zip(inputs, sizes) {
            let found = Array(input.shape.dimensions.dropFirst())
            guard found.count == 4, zip(found, size).allSatisfy({ $1 == nil || $0 == $1 }) else {
                let text = size.map { $0.map(String.init) ?? "any" }.joined(separator: ", ")
                throw GraphError(name, expected: "[trials, \(text)]", found: "\(input.shape)")
            }
        }
        let batches = zip(inputs, sizes).filter { $1[0] == nil }.map { $0.0.shape[1] }
        guard Set(batches).count <= 1 else {
            throw GraphError(name, expected: "one batch size", found: shapes(inputs))
        }
        return TensorType(Shape([try trials(inputs, name)] + result(batches.first ?? 1)), realType)
    }
}

extension WindowGeometry {
    /// Calls `body` with window, and place in the image, of every tap of every window that lies in the image; both
    /// counted in reading order, taps of a window too.
    func forEachTap(_ body: (_ window: Int, _ tap: Int, _ place: Int) -> Void) {
        for row in 0..<height.count {
            for column in 0..<width.count {
                for tap in 0..<taps {
                    let y = row * height.stride + tap / width.window * height.dilation - height.before
                    let x = column * width.stride + tap % width.window * width.dilation - width.before
                    guard (0..<height.size).contains(y), (0..<width.size).contains(x) else { continue }
                    body(row * width.count + column, tap, y * width.size + x)
                }
            }
        }
    }

    /// For every window the place where the selector is largest; the first of equal ones.
    func largestPlaces(_ selector: ArraySlice<Double>) -> [Int] {
        var best = [Int](repeating: -1, count: windows)
        let base = selector.startIndex
        forEachTap { window, _, place in
            let value = selector[base + place]
            if best[window] < 0 || value > selector[base + best[window]] || value.isNaN {
                best[window] = place
            }
        }
        return best
    }
}

extension HostTensor {
    /// Calls `body` for every trial, image and channel with where it begins in tensors of these shapes; a first
    /// axis of 1 is read by all trials.
    static func forEachChannel(
        _ first: Shape, _ second: Shape, trials: Int, _ body: (_ first: Int, _ second: Int) -> Void
    ) {
        let (firstSize, secondSize) = (first[3] * first[4], second[3] * second[4])
        let channels = first[1] * first[2]
        for trial in 0..<trials {
            for channel in 0..<channels {
                let one = (first[0] == 1 ? 0 : trial) * channels + channel
                let other = (second[0] == 1 ? 0 : trial) * channels + channel
                body(one * firstSize, other * secondSize)
            }
        }
    }
}

extension WindowWork {
    /// In plans.
    var name: String {
        switch self {
        case .convolution(let shape): "convolution \(shape.text)"
        case .imageGradient(let shape): "image gradient \(shape.text)"
        case .filterGradient(let shape): "filter gradient \(shape.text)"
        case .pick: "largest of windows"
        case .spread: "way back of largest of windows"
        case .sum: "sum of windows"
        case .scatter: "way back of sum of windows"
        }
    }

    /// Arithmetic operations for so many images (for pooling: none worth counting).
    func flops(images: Int) -> Int {
        switch self {
        case .convolution(let shape), .imageGradient(let shape), .filterGradient(let shape):
            shape.flops * images
        case .pick, .spread, .sum, .scatter: 0
        }
    }
}
