import Spec

/// A small specification that uses every kind of field, for the tests of this module.
struct TestSpec: SpecSection {
    var name: String
    var seed: Int
    var note: String?
    var data: TestData
    var model: [Located<any TestLayer>]
    var loss: Located<any TestLoss>?
    var optimizer: Located<any TestOptimizer>
    var schedule: Located<any TestSchedule>?
    var train: TestTraining
    var metrics: [String]

    init(reading fields: inout FieldReader) {
        name = fields.string("name", default: "unnamed", "Name of the experiment.")
        seed = fields.int("seed", default: 0, in: .nonNegative, "Seed of all random numbers.")
        note = fields.optionalString("note", aliases: ["comment"], "Free text.")
        data = fields.section("data", TestData.self, "Where the rows come from.")
        model = fields.requiredComponents("model", in: testLayerFamily, "The layers, in order.")
        loss = fields.requiredComponent("loss", in: testLossFamily, "What is minimised.")
        optimizer = fields.component(
            "optimizer", in: testOptimizerFamily, default: FieldReader.defaults(of: TestSGD.self),
            "How parameters follow gradients.")
        schedule = fields.optionalComponent("schedule", in: testScheduleFamily, "How the rate changes.")
        train = fields.section("train", TestTraining.self, "How long and in which portions.")
        metrics = fields.strings("metrics", default: [], "What is measured.")
    }
}

struct TestData: SpecSection {
    var path: SpecPath?
    var steps: [Located<any TestStep>]
    var weights: [Double]
    var limits: [Int]?

    init(reading fields: inout FieldReader) {
        path = fields.optionalPath("path", "The file.")
        steps = fields.components("steps", in: testStepFamily, "What happens to the rows.")
        weights = fields.doubles("weights", count: 3, default: [1, 1, 1], in: .nonNegative, "Three weights.")
        limits = fields.optionalInts("limits", in: .positive, "Positions.")
    }
}

struct TestTraining: SpecSection {
    enum Mode: String, CaseIterable, Sendable {
        case least = "min"
        case greatest = "max"
    }

    var epochs: Int
    var batchSize: Int
    var shuffle: Bool
    var mode: Mode
    var every: SpecDuration
    var patience: SpecDuration?

    init(reading fields: inout FieldReader) {
        epochs = fields.int("epochs", default: 10, in: .positive, "Passes over the rows.")
        batchSize = fields.int(
            "batch_size", aliases: ["batch"], default: 32, in: .positive, "Rows of one step.")
        shuffle = fields.bool("shuffle", default: true, "New order each epoch.")
        mode = fields.choice("mode", default: .least, "Which way is better.")
        every = fields.duration(
            "every", default: SpecDuration(1, .epochs), bare: .epochs, "Time between checkpoints.")
        patience = fields.optionalDuration(
            "patience", bare: .epochs, allowing: [.epochs, .steps], "How long to wait.")
    }
}
