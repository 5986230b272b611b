import Foundation
import Kernels
import Testing
import Training

/// `Fixtures/members.json`, written by Tests/References/training_members.py: members named as a specification does, so
/// that a new one needs nothing but its numbers there.
struct MemberReferences: Decodable {
    struct Layer: Decodable, Sendable, CustomTestStringConvertible {
        var spec: String
        var shape: [Int]
        var input: [Double]
        var weights: [Double]
        var output: [Double]
        var gradient: [Double]

        var testDescription: String { spec }
    }

    struct Loss: Decodable, Sendable, CustomTestStringConvertible {
        var spec: String
        var rows: Int
        var width: Int
        var outputs: [Double]
        var targets: [Double]
        var loss: Double
        var gradient: [Double]

        var testDescription: String { spec }
    }

    struct Optimizer: Decodable, Sendable, CustomTestStringConvertible {
        var spec: String
        var start: [Double]
        var gradients: [[Double]]
        var trace: [[Double]]

        var testDescription: String { spec }
    }

    var layers: [Layer]
    var losses: [Loss]
    var optimizers: [Optimizer]

    static let all =
        (try? Fixture.read("members.json", as: MemberReferences.self))
        ?? MemberReferences(layers: [], losses: [], optimizers: [])

    /// A case of a member on its own.
    static func item(layer: String = "{linear: 1}", loss: String = "mse", optimizer: String = "sgd") throws
        -> StackCase
    {
        try StackCase.read("model: [\(layer)]\nloss: \(loss)\noptimizer: \(optimizer)\n")
    }

    static var lossNames: [String] {
        get throws {
            try all.losses.compactMap { try item(loss: $0.spec).loss.map { type(of: $0.value).name } }
        }
    }

    static var optimizerNames: [String] {
        get throws { try all.optimizers.map { type(of: try item(optimizer: $0.spec).optimizer.value).name } }
    }
}

@Suite("Members against their references")
struct MemberReferenceTests {
    private static let types: [(ElementType, Double)] = [(.float64, 1e-10), (.float32, 1e-5)]

    @Test func thereAreSome() {
        #expect(!MemberReferences.all.layers.isEmpty)
        #expect(!MemberReferences.all.losses.isEmpty)
        #expect(!MemberReferences.all.optimizers.isEmpty)
    }

    @Test(arguments: MemberReferences.all.layers)
    func layers(reference: MemberReferences.Layer) throws {
        let layer = try MemberReferences.item(layer: reference.spec).model[0].value
        for (type, tolerance) in Self.types {
            var bench = LayerBench(
                layers: [layer], input: Shape(Array(reference.shape.dropFirst())), batch: reference.shape[0])
            bench.elementType = type
            let found = try bench.run(rows: reference.input, parameters: [:], weights: reference.weights)
            #expect(largestDifference(found.output, reference.output) < tolerance, "\(type)")
            #expect(largestDifference(found.inputGradient, reference.gradient) < tolerance, "\(type)")
        }
    }

    @Test(arguments: MemberReferences.all.losses)
    func losses(reference: MemberReferences.Loss) throws {
        let loss = try #require(try MemberReferences.item(loss: reference.spec).loss?.value)
        for (type, tolerance) in Self.types {
            let found = try LossBench.evaluate(
                loss, outputs: reference.outputs, targets: reference.targets, rows: reference.rows,
                width: reference.width, type: type)
            #expect(abs(found.loss - reference.loss) < tolerance * max(1, abs(reference.loss)), "\(type)")
            #expect(largestDifference(found.gradient, reference.gradient) < tolerance, "\(type)")
        }
    }

    @Test(arguments: MemberReferences.all.optimizers)
    func optimizers(reference: MemberReferences.Optimizer) throws {
        let optimizer = try MemberReferences.item(optimizer: reference.spec).optimizer.value
        for (type, tolerance) in Self.types {
            let bench = try OptimizerBench(optimizer, start: reference.start, type: type)
            for (gradients, expected) in zip(reference.gradients, reference.trace) {
                #expect(largestDifference(try bench.step(gradients), expected) < tolerance, "\(type)")
            }
        }
        try expectExactContinuation(of: optimizer)
    }
}
