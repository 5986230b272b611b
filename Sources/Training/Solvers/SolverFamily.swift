import Spec

/// Every solver a specification can name, alphabetical.
package let solverFamily = ComponentFamily<any Solver>(
    name: "solver",
    summary: "Computes a model's weights at once instead of training towards them.",
    members: [
        BernoulliSolver.self,
        ConstantSolver.self,
        GaussianSolver.self,
        LeastSquaresSolver.self,
        LogisticNewtonSolver.self,
        RidgeSolver.self,
    ])
