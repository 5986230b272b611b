import Graph
import Kernels
import Testing
import Training

/// Whole architectures put together at random: the gradient of each against central differences, in float64, and the
/// same bits in a stack as alone.
@Suite("Random architectures")
struct RandomArchitectureTests {
    /// Layers that fit one after another, and the numbers that choose them.
    private struct Draw {
        var numbers: LayerNumbers

        mutating func next(below count: Int) -> Int {
            min(count - 1, Int(numbers.next(0...1) * Double(count)))
        }

        /// A smooth activation: central differences need no kinks.
        mutating func activation() -> any Layer {
            let all: [any Layer] = [
                TanhLayer(), SigmoidLayer(), SiLULayer(), GELULayer(), SoftplusLayer(), ELULayer(),
                SELULayer(),
            ]
            return all[next(below: all.count)]
        }

        mutating func norm(isImage: Bool) -> any Layer {
            let all: [any Layer] = [
                BatchNormLayer(), LayerNormLayer(), RMSNormLayer(), GroupNormLayer(groups: 1),
            ]
            return all[next(below: isImage ? 4 : 3)]
        }

        mutating func block(width: Int) -> any Layer {
            let units = 2 + next(below: 3)
            switch next(below: 6) {
            case 0: return ResidualLayer(layers: [LinearLayer(units: width), activation()])
            case 1:
                return ResidualLayer(
                    layers: [LinearLayer(units: units), activation()],
                    projection: LinearLayer(units: units, bias: false))
            case 2: return ParallelLayer(branches: [LinearLayer(units: units), IdentityLayer()])
            case 3: return RepeatLayer(times: 2, layers: [LinearLayer(units: width), activation()])
            case 4:
                return SequentialLayer(layers: [
                    LinearLayer(units: units), norm(isImage: false), activation(), DropoutLayer(rate: 0.3),
                ])
            default: return SequentialLayer(layers: [LinearLayer(units: units), activation(), BiasLayer()])
            }
        }

        mutating func imageBlock() -> any Layer {
            let filters = ConvolutionFilters(2 * (1 + next(below: 2)), bias: next(below: 2) == 0)
            let field = WindowField(
                WindowPair(1 + next(below: 3), 1 + next(below: 3)),
                stride: WindowPair(1, 1 + next(below: 2)), padding: .pixels(WindowPair(next(below: 2))),
                dilation: WindowPair(1 + next(below: 2), 1))
            let convolution = Conv2dLayer(filters, field)
            switch next(below: 4) {
            case 0: return SequentialLayer(layers: [convolution, norm(isImage: true), activation()])
            case 1: return SequentialLayer(layers: [convolution, MaxPoolLayer(PoolField(WindowPair(2, 1)))])
            case 2:
                return SequentialLayer(layers: [
                    AvgPoolLayer(PoolField(WindowPair(2), stride: WindowPair(1))), convolution,
                ])
            default:
                let same = WindowField(WindowPair(3), padding: .same)
                return SequentialLayer(layers: [
                    convolution, ResidualLayer(layers: [Conv2dLayer(filters, same), activation()]),
                ])
            }
        }
    }

    private func architecture(seed: Int, isImage: Bool) throws -> LayerBench {
        var draw = Draw(numbers: LayerNumbers(UInt32(1000 + seed)))
        var bench = LayerBench(layers: [], input: isImage ? [2, 6, 7] : [3], batch: 3)
        let depth = 1 + draw.next(below: 3)
        for _ in 0..<depth {
            let before = try bench.declaration().output
            let layer = isImage ? draw.imageBlock() : draw.block(width: before.count)
            var longer = bench
            longer.layers.append(layer)
            // A block that no longer fits a shrunken image is left out.
            if (try? longer.declaration()) != nil { bench = longer }
        }
        bench.layers += isImage ? [FlattenLayer(), LinearLayer(units: 2)] : [LinearLayer(units: 2)]
        return bench
    }

    @Test(arguments: 0..<12, [false, true])
    func hasTheGradientOfCentralDifferences(seed: Int, isImage: Bool) throws {
        let bench = try architecture(seed: seed, isImage: isImage)
        let (model, output) = try bench.declaration()
        var numbers = LayerNumbers(UInt32(seed))
        let rows = numbers.array(3 * bench.input.count)
        let weights = numbers.array(3 * output.count, 0.5...1.5)
        var parameters: [String: [Double]] = [:]
        for item in model.parameters { parameters[item.name] = numbers.array(item.shape.count, -0.8...0.8) }
        let found = try bench.run(rows: rows, parameters: parameters, weights: weights)
        // Every seventh parameter, and every fifth number of the input.
        let width = 1e-6
        for (name, values) in parameters.sorted(by: { $0.key < $1.key }) {
            for element in stride(from: 0, to: values.count, by: 7) {
                func objective(_ offset: Double) throws -> Double {
                    var moved = parameters
                    moved[name]?[element] += offset
                    return try bench.run(rows: rows, parameters: moved, weights: weights).objective[0]
                }
                let slope = (try objective(width) - objective(-width)) / (2 * width)
                let gradient = found.gradients[name]?[element] ?? .nan
                #expect(abs(gradient - slope) < 1e-6 * (1 + abs(slope)), "\(name)[\(element)]")
            }
        }
        for element in stride(from: 0, to: rows.count, by: 5) {
            func objective(_ offset: Double) throws -> Double {
                var moved = rows
                moved[element] += offset
                return try bench.run(rows: moved, parameters: parameters, weights: weights).objective[0]
            }
            let slope = (try objective(width) - objective(-width)) / (2 * width)
            #expect(abs(found.inputGradient[element] - slope) < 1e-6 * (1 + abs(slope)), "input[\(element)]")
        }
    }

    @Test(arguments: 0..<12, [false, true])
    func givesTheSameBitsInAStackAndWithTwoThreads(seed: Int, isImage: Bool) throws {
        var bench = try architecture(seed: seed, isImage: isImage)
        bench.elementType = .float32
        let (model, output) = try bench.declaration()
        var numbers = LayerNumbers(UInt32(seed))
        let rows = numbers.array(3 * bench.input.count)
        let weights = numbers.array(3 * output.count, 0.5...1.5)
        var single: [[String: [Double]]] = [[:], [:]]
        var both: [String: [Double]] = [:]
        for item in model.parameters {
            for trial in 0..<2 { single[trial][item.name] = numbers.array(item.shape.count, -0.8...0.8) }
            both[item.name] = (single[0][item.name] ?? []) + (single[1][item.name] ?? [])
        }
        bench.trials = 2
        let stack = try bench.run(rows: rows, parameters: both, weights: weights)
        bench.threads = 2
        #expect(try bench.run(rows: rows, parameters: both, weights: weights) == stack)
        bench.trials = 1
        bench.threads = 1
        for trial in 0..<2 {
            let alone = try bench.run(rows: rows, parameters: single[trial], weights: weights)
            let count = alone.output.count
            #expect(Array(stack.output[trial * count..<(trial + 1) * count]) == alone.output)
            for (name, values) in alone.gradients {
                let part = stack.gradients[name].map {
                    Array($0[trial * values.count..<(trial + 1) * values.count])
                }
                #expect(part == values, "\(name)")
            }
        }
    }
}
