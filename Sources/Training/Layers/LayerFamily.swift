import Spec

/// Every layer a specification can name, alphabetical.
package let layerFamily = ComponentFamily<any Layer>(
    name: "layer",
    summary: "A layer of the model.",
    members: [
        DropoutLayer.self,
        FlattenLayer.self,
        LinearLayer.self,
        ReLULayer.self,
        SequentialLayer.self,
        SigmoidLayer.self,
        SoftmaxLayer.self,
        TanhLayer.self,
    ])
