import Kernels

/// The way back of `PoolWindows`: the number of each window added to where it came from.
///
///     largest: y[place in window w where the selector is largest] += d[w];  dd = `PoolWindows` of dy
///     sum:     y[every place of window w] += d[w];                          dd = `PoolWindows` of dy
///
/// - Shapes: selector (for `largest`) [trials or 1, batch, channels, height, width] and
///   d [trials or 1, batch, channels, windows down, windows across]
///   → output [trials, batch, channels, height, width]
/// - Limits: as `PoolWindows`
/// - Errors: as `PoolWindows`
package struct SpreadWindows: Operation {
    package static let name = "spreadWindows"
    package let kind: PoolWindows.Kind
    package let geometry: WindowGeometry
    package var attributes: String { "\(kind) \(geometry.height.window) x \(geometry.width.window)" }
    package var lowering: Lowering {
        let work: WindowWork = kind == .largest ? .maxPoolGradient(geometry) : .sumPoolGradient(geometry)
        return .instructions { WindowInstruction.plan(&$0, $1, work) }
    }

    package init(kind: PoolWindows.Kind, geometry: WindowGeometry) {
        self.kind = kind
        self.geometry = geometry
    }

    package func resultType(of inputs: [TensorType], realType: ElementType) throws -> TensorType {
        try geometry.check(kind, Self.name)
        let channels = inputs.first.map { $0.shape.rank == 5 ? $0.shape[2] : 0 } ?? 0
        let image: [Int?] = [nil, channels, geometry.height.size, geometry.width.size]
        let windows: [Int?] = [nil, channels, geometry.height.count, geometry.width.count]
        return try ShapeRule.images(
            inputs, kind == .largest ? [image, windows] : [windows],
            result: { [$0, channels, geometry.height.size, geometry.width.size] }, realType, Self.name)
    }

    package func gradient(_ context: GradientContext) -> GradientRule {
        let pool = PoolWindows(kind: kind, geometry: geometry)
        if kind == .sum { return .inputs([context.graph.append(pool, [context.gradient])]) }
        return .inputs([nil, context.graph.append(pool, [context.inputs[0], context.gradient])])
    }

    package func evaluate(_ inputs: [HostTensor], as type: TensorType) -> HostTensor {
        var result = HostTensor(type.shape, repeating: 0)
        let (selector, numbers) = (inputs[0], inputs[inputs.count - 1])
        var target = 0
        HostTensor.forEachChannel(selector.shape, numbers.shape, trials: type.shape[0]) { first, second in
            if kind == .sum {
                geometry.forEachTap { window, _, place in
                    result.values[target + place] += numbers.values[second + window]
                }
            } else {
                let places = geometry.largestPlaces(selector.values[first..<first + geometry.pixels])
                for (window, place) in places.enumerated() {
                    result.values[target + place] += numbers.values[second + window]
                }
            }
            target += geometry.pixels
        }
        return result
    }
}
