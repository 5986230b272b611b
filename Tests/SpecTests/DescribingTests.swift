import Foundation
import Spec
import TestSupport
import Testing

/// Reference pages and JSON Schema, made from the declarations alone.
@Suite struct DescribingTests {
    let reference = SpecReference(of: TestSpec.self)

    @Test func topicsAreFoundThroughSectionsAndComponents() {
        #expect(
            reference.topics == [
                "data", "layer", "layer.dropout", "layer.linear", "layer.relu", "layer.sequential", "loss",
                "loss.mae", "loss.mse", "optimizer", "optimizer.adam", "optimizer.sgd", "schedule",
                "schedule.step", "step", "step.derive", "step.filter", "step.standardize", "train",
            ])
    }

    @Test func everyTopicHasAPage() {
        for topic in reference.topics {
            #expect(reference.page(for: topic) != nil, "\(topic)")
        }
    }

    @Test func pageOfAComponent() throws {
        try expect(
            "optimizer.adam",
            """
            optimizer.adam: Adaptive moments.

                  m ← β₁ m + (1 - β₁) g; …

            Fields
              lr, learning_rate  number > 0                      default 0.001
                  Step size.
              betas              list of 2 numbers >= 0 and < 1  default [0.9, 0.999]
                  Decay of both moments.

            Example
              optimizer: adam
              optimizer: {adam: {lr: 0.001, betas: [0.9, 0.999]}}
              optimizer: {type: adam, lr: 0.001, betas: [0.9, 0.999]}

            """)
        #expect(
            reference.page(for: "adam")?.text(width: 98)
                == reference.page(for: "optimizer.adam")?.text(width: 98))
    }

    @Test func pageOfAComponentWithAPrimaryField() throws {
        try expect(
            "dense",
            """
            layer.linear: Multiplies by a matrix and adds a bias.
            Also called dense.

                  y = x W + b

            Fields
              units  whole number > 0  required; takes the bare value
                  Number of outputs.
              bias   true or false     default true
                  Whether a bias is added.

            Example
              model: [{linear: 1}]
              model: [{type: linear, units: 1, bias: true}]

            """)
    }

    @Test func pageOfAFamily() throws {
        try expect(
            "layer",
            """
            layer: A part of the model.

              Used by model, layer.sequential.layers.

              dropout     Sets values to zero at random.
              linear      Multiplies by a matrix and adds a bias.
              relu        Replaces negative values by zero.
              sequential  Layers one after the other.

            """)
    }

    @Test func pageOfASection() throws {
        try expect(
            "train",
            """
            train: How long and in which portions.

            Fields
              epochs             whole number > 0  default 10
                  Passes over the rows.
              batch_size, batch  whole number > 0  default 32
                  Rows of one step.
              shuffle            true or false     default true
                  New order each epoch.
              mode               one of min, max   default min
                  Which way is better.
              every              duration          default 1 epoch
                  Time between checkpoints.
              patience           duration          optional
                  How long to wait.

            """)
    }

    /// Every example on every component's page must be a specification.
    @Test func examplesAreRead() {
        for topic in reference.topics where topic.contains(".") {
            guard let text = reference.page(for: topic)?.text(width: 98),
                let examples = text.components(separatedBy: "\nExample\n").last
            else { continue }
            for example in examples.split(separator: "\n") {
                let line = example.trimmingCharacters(in: .whitespaces)
                let isStep = topic.hasPrefix("step.")
                let key = String(line.prefix { $0 != ":" })
                let rest = ["model: [relu]", "loss: mse"].filter { !$0.hasPrefix(key + ":") }
                let loaded = load((rest + [isStep ? "data: {\(line)}" : line]).joined(separator: "\n"))
                #expect(loaded.diagnostics.isEmpty, "\(topic): \(line)\n\(loaded.text())")
            }
        }
    }

    @Test func unknownTopicSuggests() {
        let diagnostic = reference.diagnostic(forUnknown: "optimizer.adma")
        #expect(diagnostic.help == "did you mean 'optimizer.adam'?")
        #expect(reference.page(for: "nothing") == nil)
    }

    /// The schema is JSON, has every family, and its references lead somewhere.
    @Test func schemaIsWellFormed() throws {
        let schema = JSONSchema(of: TestSpec.self, title: "Test")
        let object = try JSONSerialization.jsonObject(with: Data(schema.text.utf8))
        let root = try #require(object as? [String: Any])
        let definitions = try #require(root["$defs"] as? [String: Any])
        #expect(
            definitions.keys.sorted() == ["interpolation", "layer", "loss", "optimizer", "schedule", "step"])
        let properties = try #require(root["properties"] as? [String: Any])
        #expect(properties.keys.contains("extends"))
        #expect(properties.keys.contains("comment"))
        for piece in schema.text.components(separatedBy: "\"#/$defs/").dropFirst() {
            let name = String(piece.prefix { $0 != "\"" })
            #expect(definitions[name] != nil, "\(name)")
        }
    }

    private func expect(_ topic: String, _ expected: String) throws {
        let page = try #require(reference.page(for: topic))
        if let difference = textDifference(expected: expected, found: page.text(width: 98)) {
            Issue.record("\(difference)")
        }
    }
}
