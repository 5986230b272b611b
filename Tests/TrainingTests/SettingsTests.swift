import Spec
import Testing
import Training

/// The families and the `train` section read from specifications.
@Suite("Settings")
struct SettingsTests {
    struct Sections: SpecSection {
        var layers: [Located<any Layer>]
        var loss: Located<any Loss>
        var optimizer: Located<any Optimizer>
        var schedule: Located<any Schedule>
        var metrics: [Located<any Measure>]
        var train: TrainSection

        init(reading fields: inout FieldReader) {
            layers = fields.components("model", in: layerFamily, "Layers.")
            loss = fields.component("loss", in: lossFamily, default: MeanSquaredErrorLoss(), "Loss.")
            optimizer = fields.component(
                "optimizer", in: optimizerFamily, default: StochasticGradientDescent(learningRate: 0.01),
                "Optimizer.")
            schedule = fields.component(
                "schedule", in: scheduleFamily, default: ConstantSchedule(), "Schedule.")
            metrics = fields.components("metrics", in: metricFamily, "Metrics.")
            train = fields.section("train", TrainSection.self, "Training.")
        }
    }

    private func load(_ text: String) throws -> (sections: Sections, messages: [String]) {
        let loaded = SpecReader.load(.text(text, name: "spec.yaml"), as: Sections.self)
        return (try #require(loaded.value), loaded.diagnostics.sorted().map(\.message))
    }

    @Test func everyFormOfAComponentIsRead() throws {
        let found = try load(
            """
            model:
              - linear: 8
              - {type: linear, units: 4, bias: false, weight_init: xavier_uniform}
              - relu
              - dropout: 0.25
              - sequential: [tanh, {linear: {units: 2, bias_init: {constant: 3}}}]
            loss: {cross_entropy: probabilities}
            optimizer: {adam: {learning_rate: 0.1, betas: [0.8, 0.9]}}
            schedule: {step: {step_size: 10 steps, gamma: 0.99, min_factor: 0.01, warmup_steps: 2 epochs}}
            metrics: [accuracy, {f1: macro}]
            train: {epochs: 3, batch_size: all}
            """)
        #expect(found.messages.isEmpty)
        let sections = found.sections
        #expect(
            sections.layers.map { type(of: $0.value).name } == [
                "linear", "linear", "relu", "dropout", "sequential",
            ])
        #expect((sections.layers[1].value as? LinearLayer)?.hasBias == false)
        #expect((sections.layers[3].value as? DropoutLayer)?.rate == 0.25)
        #expect((sections.loss.value as? CrossEntropyLoss)?.source == .probabilities)
        let adam = try #require(sections.optimizer.value as? Adam)
        #expect([adam.learningRate, adam.moments.firstBeta, adam.moments.secondBeta] == [0.1, 0.8, 0.9])
        let step = try #require(sections.schedule.value as? StepSchedule)
        #expect(step.size == StepSpan(10, .steps))
        #expect(step.floor.minimumFactor == 0.01)
        #expect(step.warmup.span == StepSpan(2, .epochs))
        #expect(sections.metrics.map(\.value.label) == ["accuracy", "f1_macro"])
        #expect(sections.train.batchSize == .all)
    }

    @Test func theLabsStoppingRuleCanBeWritten() throws {
        let found = try load(
            """
            train:
              epochs: 750
              batch_size: all
              early_stopping: {monitor: train_loss, mode: change, min_delta: 1.0e-6, patience: 1, start_from_epoch: 10}
              checkpoint: {every: 2 min}
            """)
        #expect(found.messages.isEmpty)
        let expected = EarlyStopping(
            monitor: "train_loss", mode: .change, patience: 1, minDelta: 1e-6, startFromEpoch: 10)
        var stopping = found.sections.train.earlyStopping
        #expect(stopping.monitorOrigin != .defaultValue)
        stopping.monitorOrigin = .defaultValue
        #expect(stopping == expected)
        #expect(found.sections.train.checkpoint.every == .seconds(120))
    }

    @Test(arguments: [
        ("train: {batch_size: 10}", "the section 'train' needs 'epochs' or 'max_steps'"),
        ("train: {epochs: 0}", "'epochs' must be >= 1, found 0"),
        ("train: {epochs: 1, batch_size: 0}", "'batch_size' must be >= 1 and <= 2147483647, found 0"),
        ("train: {epochs: 1, batch_size: some}", "expected a number of rows or 'all', found the text 'some'"),
        (
            "train: {epochs: 1, early_stopping: {min_delta: 1}}",
            "early stopping has 'min_delta' but no 'patience'"
        ),
        (
            "{train: {epochs: 1}, optimizer: {sgd: {lr: 0.1, nesterov: true}}}",
            "nesterov needs momentum > 0 and dampening 0, but they are 0.0 and 0.0"
        ),
        (
            "{train: {epochs: 1}, schedule: {step: 10 minutes}}",
            "expected a length such as '10 steps' or '5 epochs', found the text '10 minutes'"
        ),
        (
            "train: {epochs: 1, checkpoint: {every: often}}",
            "expected an interval such as '10 s', '500 steps' or '5 epochs', found the text 'often'"
        ),
        ("{train: {epochs: 1}, optimizer: {sgd: {momentum: 1}}}", "'momentum' must be >= 0 and < 1, found 1"),
    ])
    func mistakesAreNamed(text: String, message: String) throws {
        #expect(try load(text).messages == [message])
    }
}
