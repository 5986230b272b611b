import Kernels
import Spec
import Testing
import Training

@Suite("Model plan")
struct ModelPlanTests {
    private func origin(_ line: Int) -> Origin {
        .file(SourceSpan(start: SourceLocation(file: "model.yaml", line: line, column: 5), length: 6))
    }

    private func infer(
        _ layers: [any Layer], loss: any Loss = MeanSquaredErrorLoss(), input: Shape = [14],
        target: TargetForm = .real(columns: 1)
    ) -> (plan: ModelPlan?, diagnostics: [Diagnostic]) {
        var diagnostics = DiagnosticBag()
        let located = layers.enumerated().map { Located(value: $0.element, origin: origin($0.offset + 1)) }
        let plan = ModelPlan.infer(
            layers: located, weightInitializer: nil, loss: Located(value: loss, origin: origin(90)),
            input: input,
            target: target, place: origin(80), diagnostics: &diagnostics)
        return (plan, diagnostics.all)
    }

    @Test func shapesNamesAndCostsAreInferred() throws {
        let layers: [any Layer] = [
            LinearLayer(units: 5), ReLULayer(),
            SequentialLayer(layers: [LinearLayer(units: 4, bias: false), TanhLayer()]),
            LinearLayer(units: 3),
        ]
        let plan = try #require(infer(layers, loss: CrossEntropyLoss(), target: .classes(count: 3)).plan)
        let names = plan.parameters.entries.map(\.declaration.name)
        #expect(names == ["0.weight", "0.bias", "2.0.weight", "3.weight", "3.bias"])
        #expect(
            plan.parameters.entries.map(\.declaration.shape.dimensions) == [
                [5, 14], [5], [4, 5], [3, 4], [3],
            ])
        // 14·5 + 5 + 5·4 + 4·3 + 3 = 110; 2 (14·5 + 5·4 + 4·3) = 204 operations a row.
        #expect(plan.parameterCount == 110)
        #expect(plan.flopsPerRow == 204)
        #expect(plan.task == .classes(count: 3))
        #expect(plan.summaries.map(\.path) == ["0", "1", "2", "2.0", "2.1", "3"])
    }

    @Test func imagesAreFlattened() throws {
        let plan = try #require(infer([FlattenLayer(), LinearLayer(units: 1)], input: [28, 28]).plan)
        #expect(plan.parameters.entries[0].declaration.shape.dimensions == [1, 784])
    }

    @Test func messagesPointToTheLayerOrTheLoss() {
        let wide = infer([LinearLayer(units: 3)])
        #expect(wide.plan == nil)
        #expect(wide.diagnostics.map(\.origin) == [origin(90)])
        #expect(
            wide.diagnostics.first?.message
                == "loss 'mse' compares 1 target column with 3 outputs of the last layer")
        let soft = infer([LinearLayer(units: 1), SoftmaxLayer()])
        #expect(soft.diagnostics.map(\.origin) == [origin(2)])
        #expect(
            soft.diagnostics.first?.message
                == "layer 1 'softmax' needs two numbers or more: the softmax of one number is always 1")
    }

    @Test func lossesCheckTheLastLayer() {
        let two = TargetForm.classes(count: 2)
        let sigmoid: [any Layer] = [LinearLayer(units: 1), SigmoidLayer()]
        let linear: [any Layer] = [LinearLayer(units: 1)]
        #expect(infer(linear, loss: BinaryCrossEntropyLoss(), target: two).plan != nil)
        #expect(infer(sigmoid, loss: BinaryCrossEntropyLoss(source: .probabilities), target: two).plan != nil)
        let twice = infer(sigmoid, loss: BinaryCrossEntropyLoss(), target: two)
        #expect(
            twice.diagnostics.first?.message
                == "loss 'binary_cross_entropy' starts from logits, but the last layer already gives probabilities"
        )
        #expect(twice.diagnostics.first?.help == "remove the last layer, or write 'from: probabilities'")
        #expect(infer(linear, loss: BinaryCrossEntropyLoss(source: .probabilities), target: two).plan == nil)
        #expect(infer(linear, loss: BinaryCrossEntropyLoss(), target: .classes(count: 3)).plan == nil)
        #expect(infer(linear, loss: MeanSquaredErrorLoss(), target: two).plan == nil)
        #expect(infer(linear, loss: CrossEntropyLoss(), target: .real(columns: 1)).plan == nil)
        let softmax: [any Layer] = [LinearLayer(units: 3), SoftmaxLayer()]
        let three = TargetForm.classes(count: 3)
        #expect(infer(softmax, loss: CrossEntropyLoss(), target: three).plan == nil)
        #expect(infer(softmax, loss: CrossEntropyLoss(source: .probabilities), target: three).plan != nil)
    }

    @Test func emptyAndUnlearnableModelsAreRefused() {
        #expect(infer([]).diagnostics.first?.origin == origin(80))
        #expect(
            infer([ReLULayer()], input: [1]).diagnostics.first?.message.contains("nothing can be learned")
                == true)
        #expect(infer([LinearLayer(units: 1_000_000_000)]).diagnostics.first?.code == "layer-shape")
    }

    @Test func problemsInsideASequentialAreReportedOnce() {
        let found = infer([SequentialLayer(layers: [LinearLayer(units: 1), SoftmaxLayer()])])
        #expect(found.diagnostics.count == 1)
        #expect(found.diagnostics.first?.message.hasPrefix("layer 0.1 'softmax'") == true)
    }

    @Test func layersOfLayersSayWhatDoesNotFit() {
        func message(_ layer: any Layer, input: Shape = [3]) -> String {
            infer([layer, LinearLayer(units: 1)], input: input).diagnostics.first?.message ?? ""
        }
        #expect(
            message(ResidualLayer(layers: [LinearLayer(units: 2)]))
                == "layer 0 'residual' adds its layers' output [2] to its input [3], which has another shape")
        #expect(
            message(ParallelLayer(branches: [LinearLayer(units: 2), IdentityLayer()], merge: .add))
                == "layer 0 'parallel' merges by 'add' branches of different shapes: [2] and [3]")
        #expect(
            message(ParallelLayer(branches: [IdentityLayer()]))
                == "layer 0 'parallel' needs two branches or more, but has 1")
        #expect(
            message(RepeatLayer(times: 2, layers: [SoftmaxLayer(), LinearLayer(units: 1)]))
                == "layer 0.1.0 'softmax' needs two numbers or more: the softmax of one number is always 1")
        #expect(
            message(ReshapeLayer([2, -1]))
                == "layer 0 'reshape' cannot make [2, -1] out of the 3 numbers of a row")
        #expect(
            message(SliceLayer(from: 1, to: 4))
                == "layer 0 'slice' takes the entries from 1 to below 4, but the row has 3")
        #expect(
            message(GroupNormLayer(groups: 2))
                == "layer 0 'group_norm' cuts 3 channels into 2 groups, which leaves a rest")
    }

    /// CMU 10-414/714, homework 2: numbers of parameters of its residual networks, published with it.
    @Test func residualNetworksHaveThePublishedSizes() throws {
        func block(_ width: Int, _ hidden: Int) -> any Layer {
            SequentialLayer(layers: [
                ResidualLayer(layers: [
                    LinearLayer(units: hidden), BatchNormLayer(), ReLULayer(), DropoutLayer(rate: 0.1),
                    LinearLayer(units: width), BatchNormLayer(),
                ]), ReLULayer(),
            ])
        }
        func network(_ hidden: Int, _ blocks: Int, _ classes: Int) -> [any Layer] {
            [
                LinearLayer(units: hidden), ReLULayer(),
                RepeatLayer(times: blocks, layers: [block(hidden, hidden / 2)]), LinearLayer(units: classes),
            ]
        }
        func count(_ layers: [any Layer], input: Int, classes: Int) -> Int? {
            infer(layers, loss: CrossEntropyLoss(), input: [input], target: .classes(count: classes)).plan?
                .parameterCount
        }
        #expect(count(network(100, 3, 10), input: 784, classes: 10) == 110_860)
        #expect(count(network(100, 5, 10), input: 150, classes: 10) == 68_360)
        #expect(count(network(100, 1, 100), input: 10, classes: 100) == 21_650)
        #expect(count([block(15, 2)], input: 15, classes: 15) == 111)
        #expect(count([block(784, 100)], input: 784, classes: 784) == 159_452)
    }
}
