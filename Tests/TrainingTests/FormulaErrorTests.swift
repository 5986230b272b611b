import Graph
import Kernels
import Spec
import Testing
import Training

/// A mistake in a member's formula is kept by the graph; whoever asks the member for its nodes must throw it.
@Suite("Mistakes in formulas")
struct FormulaErrorTests {
    private static let mistake = GraphError(
        "add", expected: "shapes that broadcast", found: "[7] and [11]")

    private func graphs(
        _ change: (inout TinyExperiment) -> Void = { _ in },
        optimizer: any Optimizer = StochasticGradientDescent(learningRate: 0.1),
        penalties: [any Penalty] = []
    ) throws -> TrainingGraphs {
        var experiment = TinyExperiment.regression(train: TrainSection(epochs: 1))
        change(&experiment)
        return TrainingGraphs(
            plan: try experiment.plan(), realType: .float32, trials: 1, orders: 1, optimizer: optimizer,
            options: StepOptions(penalties: penalties))
    }

    @Test func thoseOfALayerAreThrownByItsProgram() throws {
        let graphs = try graphs { $0.layers = [WrongLayer(), LinearLayer(units: 1)] }
        #expect(throws: Self.mistake) { try graphs.step(tableRows: 30, batchRows: 10) }
        #expect(throws: Self.mistake) { try graphs.evaluation(rows: 10) }
    }

    /// The layer after a wrong one is not asked: it would see the sizes of a value that does not exist.
    @Test func thoseOfALayerEndThePassThere() throws {
        let graph = Graph()
        let pass = ForwardPass(graph: graph, parameters: [:], isTraining: true, random: nil)
        let layers: [any Layer] = [WrongLayer(), LinearLayer(units: 1)]
        let located = layers.map { Located<any Layer>(value: $0, origin: .defaultValue) }
        #expect(throws: Self.mistake) { try pass.apply(located, to: graph.input("x", shape: [1, 4, 2])) }
    }

    @Test func thoseOfALossAreThrownByItsProgram() throws {
        let graphs = try graphs { $0.loss = WrongLoss() }
        #expect(throws: Self.mistake) { try graphs.step(tableRows: 30, batchRows: 10) }
        #expect(throws: Self.mistake) { try graphs.evaluation(rows: 10) }
    }

    @Test func thoseOfAnOptimizerAreThrownByItsProgram() throws {
        let graphs = try graphs(optimizer: WrongOptimizer())
        #expect(throws: Self.mistake) { try graphs.step(tableRows: 30, batchRows: 10) }
    }

    @Test func thoseOfAPenaltyAreThrownByItsProgram() throws {
        let graphs = try graphs(penalties: [WrongPenalty()])
        #expect(throws: Self.mistake) { try graphs.step(tableRows: 30, batchRows: 10) }
    }

    @Test func namesThatWereNotDeclaredAreMistakesToo() {
        let graph = Graph()
        let pass = ForwardPass(graph: graph, parameters: [:], isTraining: true, random: nil)
        _ = pass.parameter("weight")
        #expect(throws: LayerProblem("asks for a parameter 'weight' it has not declared")) {
            try graph.check()
        }
    }
}

private func wrong(_ graph: Graph) -> Tensor { graph.constant(0, [7]) + graph.constant(0, [11]) }

private protocol WrongComponent: SpecComponent {
    init()
}

extension WrongComponent {
    static var name: String { "wrong" }
    static var about: String { "Has a mistake in its formula." }
    init(reading fields: inout FieldReader) { self.init() }
}

private struct WrongLayer: ElementwiseLayer, WrongComponent {
    let programKey = name
    func apply(_ x: Tensor) -> Tensor { x + wrong(x.graph) }
}

private struct WrongLoss: PointwiseLoss, WrongComponent {
    let targets = LossTargets.real
    func elementLosses(outputs: Tensor, targets: Tensor) -> Tensor { outputs + wrong(outputs.graph) }
}

private struct WrongPenalty: Penalty, WrongComponent {
    let selection = ParameterSelection(patterns: [])
    let factor = 1.0
    let programKey = name
    func cost(of parameter: Tensor) -> Tensor { wrong(parameter.graph) }
}

private struct WrongOptimizer: Optimizer, WrongComponent {
    let rates = OptimizerRates(learningRate: 0.1)
    let slots: [String] = []
    func fillHyperparameters(_ numbers: inout Hyperparameters, step: Int, rates: StepRates) {}
    func update(_ array: OptimizerArray) -> OptimizerResult { OptimizerResult(parameter: wrong(array.graph)) }
}
