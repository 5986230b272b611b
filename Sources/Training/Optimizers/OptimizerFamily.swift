import Spec

/// Every optimizer a specification can name, alphabetical.
package let optimizerFamily = ComponentFamily<any Optimizer>(
    name: "optimizer",
    summary: "How parameters change, given their gradient.",
    members: [
        Adam.self,
        StochasticGradientDescent.self,
    ])
