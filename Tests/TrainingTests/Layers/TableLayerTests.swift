import Data
import Foundation
import Graph
import Kernels
import Spec
import Testing
import Training

@Suite("Layers for tables")
struct TableLayerTests {
    private let columns = [
        FeatureColumn("area"), FeatureColumn("city", .codes(count: 3)), FeatureColumn("kind_a", .indicator),
        FeatureColumn("rooms"),
    ]

    private func declared(
        _ layers: [any Layer], columns: [FeatureColumn]?, input: Int = 4, outputs: Int? = nil
    ) -> (model: ModelDeclaration, output: Shape?) {
        var model = ModelDeclaration(columns: columns, outputs: outputs)
        let located = layers.map { Located<any Layer>(value: $0, origin: .defaultValue) }
        let output = model.declare(located, input: [input])
        return (model, output)
    }

    @Test func columnsFollowTheRow() {
        let (model, output) = declared(
            [EmbeddingsLayer(size: 2), NumericEmbeddingLayer(.pbld, count: 3, size: 4), ScaleLayer()],
            columns: columns)
        // area, kind_a, rooms and two numbers of the city; then 2 · 3 learned, 2 themselves, 3 others.
        #expect(output == [11])
        #expect(
            model.parameters.map(\.shape.dimensions) == [
                [3, 2], [2, 3], [2, 3], [2, 3, 3], [2, 3], [11],
            ])
        #expect(model.usedColumns["1"]?.map(\.name) == ["area", "kind_a", "rooms", "city[0]", "city[1]"])
    }

    @Test func columnsAreLostBehindALayerThatMixesThem() {
        let (model, output) = declared([LinearLayer(units: 4), EmbeddingsLayer()], columns: columns)
        #expect(output == nil)
        #expect(
            model.diagnostics.all.first?.message
                == "layer 1 'embeddings' needs the columns of the data, which a layer before it has mixed")
    }

    @Test func branchesBeginWithTheSameColumns() {
        let (_, output) = declared(
            [
                ParallelLayer(branches: [
                    EmbeddingsLayer(size: 2), LinearLayer(units: 1), EmbeddingsLayer(size: 1),
                ])
            ],
            columns: columns)
        #expect(output == [5 + 1 + 4])
    }

    @Test func aLinearLayerCanBeAsWideAsTheLossNeeds() throws {
        let auto = try StackCase.read("model: [{linear: auto}]\nloss: mse\n").model[0]
        for (loss, target, width) in [
            (MeanSquaredErrorLoss() as any Loss, TargetForm.real(columns: 2), 2),
            (CrossEntropyLoss(), .classes(count: 5), 5), (CrossEntropyLoss(), .classes(count: 2), 2),
            (BinaryCrossEntropyLoss(), .classes(count: 2), 1), (GaussianLoss(), .real(columns: 1), 2),
        ] {
            var diagnostics = DiagnosticBag()
            let plan = ModelPlan.infer(
                layers: [auto], weightInitializer: nil, loss: Located(value: loss, origin: .defaultValue),
                input: [3], target: target, place: .defaultValue, diagnostics: &diagnostics)
            #expect(plan?.outputShape == [width], "\(type(of: loss).name)")
        }
    }

    @Test func codesChooseRowsOfTables() throws {
        let layer = EmbeddingsLayer(size: 2)
        var bench = LayerBench(layers: [layer], input: [2], batch: 3)
        bench.columns = [FeatureColumn("city", .codes(count: 3)), FeatureColumn("area")]
        let found = try bench.run(
            rows: [0, 7, 2, 8, 1, 9], parameters: ["0.0.weight": [10, 11, 20, 21, 30, 31]],
            weights: [1, 1, 1, 1, 1, 1, 1, 1, 2])
        // The other column comes first, then the row of the table that the code names.
        #expect(found.output == [7, 10, 11, 8, 30, 31, 9, 20, 21])
        #expect(found.gradients["0.0.weight"] == [1, 1, 1, 2, 1, 1])
    }

    @Test func binsLieBetweenQuantiles() throws {
        // Quantiles of 0, 1, …, 8 at 0, 1/4, …: 0, 2, 4, 6, 8.
        let layer = NumericEmbeddingLayer(.piecewiseLinear, count: 4, size: 1)
        var model = ModelDeclaration(columns: [FeatureColumn("a"), FeatureColumn("b")])
        let located = Located<any Layer>(value: layer, origin: .defaultValue)
        #expect(model.declare([located], input: [2]) == [2])
        let states = try ["factor", "shift", "least", "most"].map { name -> [Double] in
            let state = try #require(model.states.first { $0.name == "0.\(name)" })
            let fit = try #require(state.fit)
            #expect(fit.columns == [0, 1])
            return fit.values([(0...8).map { Double($0) }, [0, 0, 1, 1]])
        }
        func encoded(_ x: Double, column: Int) -> [Double] {
            (0..<4).map { bin in
                let place = column * 4 + bin
                return min(max(x * states[0][place] + states[1][place], states[2][place]), states[3][place])
            }
        }
        #expect(encoded(3, column: 0) == [1, 0.5, 0, 0])
        #expect(encoded(-1, column: 0) == [-0.5, 0, 0, 0])
        #expect(encoded(9, column: 0) == [1, 1, 1, 1.5])
        // The edges of the second column are 0, 0, 1/2, 1, 1: two bins.
        #expect(encoded(0.25, column: 1) == [0.5, 0, 0, 0])
    }

    @Test func dropoutFollowsItsSchedule() throws {
        let layer = DropoutLayer(rate: 0.4, schedule: FlatCosineSchedule())
        var model = ModelDeclaration()
        _ = model.declare([Located<any Layer>(value: layer, origin: .defaultValue)], input: [3])
        let number = try #require(model.numbers.first)
        let schedule = try #require(number.schedule)
        let horizon = ScheduleHorizon(stepsPerEpoch: 10, totalSteps: 100)
        #expect(number.value == 0.4)
        #expect(schedule.learningRate(base: number.value, step: 50, horizon: horizon) == 0.4)
        // Half of the fall is over: cos(π/2) = 0.
        #expect(abs(schedule.learningRate(base: number.value, step: 75, horizon: horizon) - 0.2) < 1e-15)
        #expect(layer.programKey != DropoutLayer(rate: 0.4).programKey)
    }

    @Test func groupsHaveFactors() {
        let group = ParameterGroup(parameters: ["*.scale"], rateFactor: 6, weightDecayFactor: 3)
        let rates = OptimizerRates(learningRate: 0.1, weightDecay: 0.02, groups: [group])
        let found = rates.rates(at: 0.05, decayFactor: 0.5, forGroup: 1)
        #expect(abs(found.learningRate - 0.3) < 1e-15)
        #expect(abs(found.weightDecay - 0.03) < 1e-15)
    }

    @Test func ofEqualEpochsTheLastCanBeTheBest() {
        var settings = EarlyStopping(monitor: "val_accuracy", patience: 3, restoreBest: true, ties: .last)
        func best() -> Int? {
            var state = EarlyStoppingState()
            for (epoch, value) in [0.5, 0.7, 0.6, 0.7].enumerated() {
                _ = state.observe(value, epoch: epoch + 1, settings: settings, direction: .higherIsBetter)
            }
            return state.bestEpoch
        }
        #expect(best() == 4)
        settings.ties = .first
        #expect(best() == 2)
    }
}
