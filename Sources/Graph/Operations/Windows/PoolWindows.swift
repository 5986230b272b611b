import Kernels

/// One number for each window of an image, channel by channel.
///
///     largest: y[w] = values[place in window w where the selector is largest];  dvalues = `SpreadWindows`
///     sum:     y[w] = Σ over the taps of window w of values;                    dvalues = `SpreadWindows`
///
/// With the image as its own selector, `largest` is maximum pooling; the selector itself has no gradient, since
/// moving it a little moves no place.
///
/// - Shapes: selector (for `largest`) and values [trials or 1, batch, channels, height, width]
///   → output [trials, batch, channels, windows down, windows across]
/// - Limits: of equal largest numbers the first is taken, as in PyTorch; NaN counts as largest; places outside the
///   image do not exist
/// - Errors: windows that are not inside the image; for `largest` a border of a window's reach
package struct PoolWindows: Operation {
    package enum Kind: String, Hashable, Sendable {
        case largest
        case sum
    }

    package static let name = "poolWindows"
    package let kind: Kind
    package let geometry: WindowGeometry
    package var attributes: String { "\(kind) \(geometry.height.window) x \(geometry.width.window)" }
    package var lowering: Lowering {
        let work: WindowWork = kind == .largest ? .maxPool(geometry) : .sumPool(geometry)
        return .instructions { WindowInstruction.plan(&$0, $1, work) }
    }

    package init(kind: Kind, geometry: WindowGeometry) {
        self.kind = kind
        self.geometry = geometry
    }

    package func resultType(of inputs: [TensorType], realType: ElementType) throws -> TensorType {
        try geometry.check(kind, Self.name)
        let sizes: [Int?] = [nil, nil, geometry.height.size, geometry.width.size]
        let channels = inputs.first.map { $0.shape.rank == 5 ? $0.shape[2] : 0 } ?? 0
        let all = [[Int?]](repeating: [nil, channels] + sizes.dropFirst(2), count: kind == .largest ? 2 : 1)
        return try ShapeRule.images(
            inputs, all, result: { [$0, channels, geometry.height.count, geometry.width.count] }, realType,
            Self.name)
    }

    package func gradient(_ context: GradientContext) -> GradientRule {
        let spread = SpreadWindows(kind: kind, geometry: geometry)
        if kind == .sum { return .inputs([context.graph.append(spread, [context.gradient])]) }
        return .inputs([nil, context.graph.append(spread, [context.inputs[0], context.gradient])])
    }

    package func evaluate(_ inputs: [HostTensor], as type: TensorType) -> HostTensor {
        var result = HostTensor(type.shape, repeating: 0)
        let (selector, values) = (inputs[0], inputs[inputs.count - 1])
        var target = 0
        HostTensor.forEachChannel(selector.shape, values.shape, trials: type.shape[0]) { first, second in
            if kind == .sum {
                geometry.forEachTap { window, _, place in
                    result.values[target + window] += values.values[second + place]
                }
            } else {
                let places = geometry.largestPlaces(selector.values[first..<first + geometry.pixels])
                for (window, place) in places.enumerated() {
                    result.values[target + window] = values.values[second + place]
                }
            }
            target += geometry.windows
        }
        return result
    }
}

extension Tensor {
    /// The largest number of each window of images [trials or 1, batch, channels, height, width].
    package func largestOfWindows(_ geometry: WindowGeometry) -> Tensor {
        graph.append(PoolWindows(kind: .largest, geometry: geometry), [self, self])
    }

    /// The sum of each window of images [trials or 1, batch, channels, height, width].
    package func sumOfWindows(_ geometry: WindowGeometry) -> Tensor {
        graph.append(PoolWindows(kind: .sum, geometry: geometry), [self])
    }
}

extension WindowGeometry {
    func check(_ kind: PoolWindows.Kind, _ name: String) throws {
        let found = "windows of \(height.window) x \(width.window) in \(height.size) x \(width.size)"
        guard isLegal else { throw GraphError(name, expected: "windows inside the image", found: found) }
        // A window altogether in the border has no largest number.
        let isCovered = [height, width].allSatisfy { axis in
            axis.before < axis.reach && axis.after < axis.reach
                && axis.dilation * (axis.window - 1) < axis.size
                || axis.before + axis.after == 0
        }
        guard kind == .sum || isCovered else {
            throw GraphError(name, expected: "a part of every window in the image", found: found)
        }
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
