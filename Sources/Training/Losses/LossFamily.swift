import Spec

/// Every loss a specification can name, alphabetical.
package let lossFamily = ComponentFamily<any Loss>(
    name: "loss",
    summary: "How far outputs are from targets: what training makes small.",
    members: [
        BinaryCrossEntropyLoss.self,
        CrossEntropyLoss.self,
        MeanAbsoluteErrorLoss.self,
        MeanSquaredErrorLoss.self,
    ])
