import Spec

protocol TestLayer: SpecComponent {}
protocol TestLoss: SpecComponent {}
protocol TestOptimizer: SpecComponent {}
protocol TestSchedule: SpecComponent {}
protocol TestStep: SpecComponent {}

let testLayerFamily = ComponentFamily<any TestLayer>(
    name: "layer", summary: "A part of the model.",
    members: [TestDropout.self, TestLinear.self, TestReLU.self, TestSequential.self])
let testLossFamily = ComponentFamily<any TestLoss>(
    name: "loss", summary: "What training minimises.", members: [TestMAE.self, TestMSE.self])
let testOptimizerFamily = ComponentFamily<any TestOptimizer>(
    name: "optimizer", summary: "How parameters follow gradients.", members: [TestAdam.self, TestSGD.self])
let testScheduleFamily = ComponentFamily<any TestSchedule>(
    name: "schedule", summary: "How the learning rate changes.", members: [TestStepSchedule.self])
let testStepFamily = ComponentFamily<any TestStep>(
    name: "step", summary: "A change to the rows.",
    members: [TestDerive.self, TestFilter.self, TestStandardize.self])

struct TestDropout: TestLayer {
    static let name = "dropout"
    static let about = """
        Sets values to zero at random.

            y = x · m / (1 - rate), m is 0 with probability rate.
        """
    static let primaryField: String? = "rate"
    var rate: Double

    init(reading fields: inout FieldReader) {
        rate = fields.double("rate", default: 0.5, in: .leftClosed(0, 1), "Probability of zero.")
    }
}

struct TestLinear: TestLayer {
    static let name = "linear"
    static let aliases = ["dense"]
    static let about = """
        Multiplies by a matrix and adds a bias.

            y = x W + b
        """
    static let primaryField: String? = "units"
    var units: Int
    var bias: Bool

    init(reading fields: inout FieldReader) {
        units = fields.requiredInt("units", in: .positive, "Number of outputs.")
        bias = fields.bool("bias", default: true, "Whether a bias is added.")
    }
}

struct TestReLU: TestLayer {
    static let name = "relu"
    static let about = """
        Replaces negative values by zero.

            y = max(x, 0)
        """

    init(reading fields: inout FieldReader) {}
}

struct TestSequential: TestLayer {
    static let name = "sequential"
    static let about = "Layers one after the other."
    static let primaryField: String? = "layers"
    var layers: [Located<any TestLayer>]

    init(reading fields: inout FieldReader) {
        layers = fields.requiredComponents("layers", in: testLayerFamily, "The layers.")
    }
}

struct TestMAE: TestLoss {
    static let name = "mae"
    static let about = """
        Mean absolute error.

            mean |p - t|
        """

    init(reading fields: inout FieldReader) {}
}

struct TestMSE: TestLoss {
    static let name = "mse"
    static let aliases = ["mean_squared_error"]
    static let about = """
        Mean squared error.

            mean (p - t)²
        """

    init(reading fields: inout FieldReader) {}
}

struct TestAdam: TestOptimizer {
    static let name = "adam"
    static let about = """
        Adaptive moments.

            m ← β₁ m + (1 - β₁) g; …
        """
    var rate: Double
    var betas: [Double]

    init(reading fields: inout FieldReader) {
        rate = fields.double("lr", aliases: ["learning_rate"], default: 0.001, in: .positive, "Step size.")
        betas = fields.doubles(
            "betas", count: 2, default: [0.9, 0.999], in: .leftClosed(0, 1), "Decay of both moments.")
    }
}

struct TestSGD: TestOptimizer {
    static let name = "sgd"
    static let about = """
        Stochastic gradient descent.

            p ← p - lr · g
        """
    var rate: Double
    var momentum: Double

    init(reading fields: inout FieldReader) {
        rate = fields.double("lr", aliases: ["learning_rate"], default: 0.01, in: .positive, "Step size.")
        momentum = fields.double(
            "momentum", default: 0, in: .leftClosed(0, 1), "Share of the last update kept.")
    }
}

struct TestStepSchedule: TestSchedule {
    static let name = "step"
    static let about = """
        Multiplies the rate now and then.

            lr · gamma^(t div step_size)
        """
    var size: SpecDuration?
    var gamma: Double

    init(reading fields: inout FieldReader) {
        size = fields.requiredDuration("step_size", bare: .steps, "Time between changes.")
        gamma = fields.double("gamma", default: 0.1, in: .rightClosed(0, 1), "Factor.")
    }
}

struct TestDerive: TestStep {
    static let name = "derive"
    static let about = "Adds columns computed from others."
    static let primaryField: String? = "columns"
    var columns: [(key: String, value: String, origin: Origin)]

    init(reading fields: inout FieldReader) {
        columns = fields.entries("columns", of: String.self, "New columns and their expressions.")
    }
}

struct TestFilter: TestStep {
    static let name = "filter"
    static let about = "Keeps the rows for which an expression is true."
    static let primaryField: String? = "where"
    var condition: String

    init(reading fields: inout FieldReader) {
        condition = fields.requiredString("where", "The expression.")
    }
}

struct TestStandardize: TestStep {
    static let name = "standardize"
    static let about = "Scales columns to mean 0 and variance 1."
    static let primaryField: String? = "columns"
    var columns: [String]
    var shares: [(key: String, value: Double, origin: Origin)]

    init(reading fields: inout FieldReader) {
        columns = fields.requiredStrings("columns", "Names of columns.")
        shares = fields.doubleMap("shares", default: [], in: .closed(0, 1), "Weights by column.")
    }
}
