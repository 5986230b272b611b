import Boosting
import Data
import Kernels
import Spec
import Training

extension ExperimentSpec {
    /// Infers the model as written, or as the solver makes it; reports what does not fit and returns nil then.
    ///
    /// - Parameter input: the shape of one row of features
    /// - Parameter columns: what the features are; nil where it is not known
    /// - Parameter classNames: of a target of classes, where they are known already
    /// - Parameter positive: the positive class, where it is known already; nil for that of the specification
    func inferModel(
        input: Shape, columns: [FeatureColumn]? = nil, target: TargetForm, classNames: [String]? = nil,
        positive: String? = nil,
        diagnostics: inout DiagnosticBag
    ) -> ModelPlan? {
        if case .classes(let count) = target, count < 2 {
            let only = classNames?.first.map { ", '\($0)'" } ?? ""
            diagnostics.report(
                Diagnostic(
                    "one-class-target",
                    "the target '\(data.target.value)' has a single class\(only): there is nothing to tell apart",
                    at: data.target.origin,
                    help: "check the column, and the steps that remove rows"))
            return nil
        }
        if let trees {
            do {
                _ = try XGBoostLibrary.shared()
            } catch {
                let problem = error as? BoostingError
                diagnostics.report(
                    Diagnostic(
                        "trees-without-library", problem?.reason ?? "\(error)", at: trees.origin,
                        help: problem?.help))
                return nil
            }
        }
        var layers = model
        var loss = loss
        if let solver {
            if let ensemble {
                diagnostics.report(
                    Diagnostic(
                        "ensemble",
                        "the solver '\(type(of: solver.value).name)' computes one set of weights, so there are no members",
                        at: ensemble.origin, help: "remove 'ensemble' or 'solver'"))
                return nil
            }
            do {
                if let own = try solver.value.model(for: target) {
                    layers = own.layers.map { Located(value: $0, origin: solver.origin) }
                    loss = Located(value: own.loss, origin: solver.origin)
                }
            } catch {
                let problem = error as? LayerProblem
                diagnostics.report(
                    Diagnostic(
                        "solver-against-model",
                        "the solver '\(type(of: solver.value).name)' \(problem?.message ?? "\(error)")",
                        at: solver.origin, help: problem?.help))
                return nil
            }
        }
        guard var loss else {
            diagnostics.report(
                Diagnostic("missing-field", "the specification has no loss", at: origins.loss))
            return nil
        }
        if let positive = positive ?? data.positive?.value.name {
            loss.value = loss.value.weighing(positive: positive)
        }
        var plan = ModelPlan.infer(
            layers: layers, weightInitializer: initializer?.value, loss: loss, input: input, columns: columns,
            ensemble: ensemble, target: target,
            classNames: classNames, place: origins.model, diagnostics: &diagnostics)
        if !freeze.value.isEmpty { plan?.freeze(freeze.value) }
        if let known = plan, !train.classWeights.isEmpty {
            do {
                plan?.classFactors = try classFactors(known.task, classNames)
            } catch {
                let problem = error as? LayerProblem
                diagnostics.report(
                    Diagnostic(
                        "class-weights", "'train.class_weights' \(problem?.message ?? "\(error)")",
                        at: train.classWeightsOrigin, help: problem?.help,
                        notes: classNames.map { ["classes: " + $0.prefix(20).joined(separator: ", ")] } ?? [])
                )
                return nil
            }
        }
        if let plan, let solver, let refusal = solver.value.refusal(for: plan) {
            diagnostics.report(
                Diagnostic(
                    "solver-against-model", "the solver '\(type(of: solver.value).name)' \(refusal)",
                    at: solver.origin))
            return nil
        }
        return plan
    }

    /// What the rows of each class count, in the order of the classes; empty while that is not known.
    ///
    /// - Errors: `LayerProblem` for a target without classes, another number of weights, or a name that is no class
    private func classFactors(_ task: PredictionTask, _ names: [String]?) throws -> [Double] {
        guard let count = task.classCount else {
            throw LayerProblem("weighs classes, but the target is a real number", help: "remove it")
        }
        guard train.classWeights.fits(count) else {
            throw LayerProblem(
                "has \(train.classWeights.values.count) weights for \(count) classes",
                help: "give one for each class in their order, or name classes: {NAME: 2}")
        }
        return try names.map { try train.classWeights.naming($0, "weight").values }
            ?? train.classWeights.values
    }

    /// The section `train` as the session goes by it: a solver takes no steps, and a round of trees is an epoch of one
    /// step.
    var effectiveTrain: TrainSection {
        if trees != nil {
            var section = train
            section.batchSize = .all
            section.dropLast = false
            section.accumulate = 1
            section.overfitsOneBatch = false
            section.logsNorms = false
            section.logsHistograms = false
            return section
        }
        guard solver != nil else { return train }
        var section = TrainSection(maxSteps: 0)
        section.balancesClasses = train.balancesClasses
        section.classWeights = train.classWeights
        section.evaluationBatchSize = train.evaluationBatchSize
        return section
    }
}
