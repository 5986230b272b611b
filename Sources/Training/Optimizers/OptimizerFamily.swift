import Spec

/// Every optimizer a specification can name, alphabetical.
package let optimizerFamily = ComponentFamily<any Optimizer>(
    name: "optimizer",
    summary: "How parameters change, given their gradient.",
    members: [
        Adadelta.self,
        Adagrad.self,
        Adam.self,
        Adamax.self,
        AdamW.self,
        GaussNewton.self,
        LBFGS.self,
        Lion.self,
        NAdam.self,
        Newton.self,
        RAdam.self,
        RMSprop.self,
        StochasticGradientDescent.self,
        Yogi.self,
    ])
