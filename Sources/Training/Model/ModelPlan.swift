import Data
import Kernels
import Spec

/// The model with everything inferred: shapes, parameters, costs, and what its predictions mean.
package struct ModelPlan: Sendable {
    package let layers: [Located<any Layer>]
    package let loss: Located<any Loss>
    package let inputShape: Shape
    package let outputShape: Shape
    package let target: TargetForm
    package let task: PredictionTask
    package let summaries: [LayerSummary]
    package let parameters: ParameterLayout
    /// What layers keep from step to step without a gradient.
    package let states: ParameterLayout
    /// What may differ between the trials of a stack: numbers of layers, by the layer's place and the number's name.
    package let numbers: [LayerNumber]
    /// How the model is several; nil for a single one.
    package var ensemble: EnsemblePlan?
    /// The columns of the data that layers have asked for, by the layer's place.
    package var usedColumns: [String: [FeatureColumn]] = [:]
    /// What the rows of each class count in the loss; empty when they count alike.
    package var classFactors: [Double] = []
    /// Parameters, and states of layers, that training leaves as they are, by their names.
    package internal(set) var frozen: Set<String> = []

    /// Learned numbers of one trial.
    package var parameterCount: Int { parameters.count }

    /// Floating-point operations of the forward pass for one row (matrix products; 2 per multiply-add). A
    /// training step does about three times as many.
    package var flopsPerRow: Int {
        summaries.filter { !$0.path.contains(".") }.reduce(0) { $0 + $1.flopsPerRow }
    }

    /// Members that are trained side by side.
    package var members: Int { ensemble?.members ?? 1 }
    /// What the layers that ask for columns depend on: which of them are numbers, and which are codes.
    package var columnsKey: String {
        usedColumns.sorted { $0.key < $1.key }
            .map { place, columns in "\(place): " + columns.map { "\($0.kind)" }.joined(separator: " ") }
            .joined(separator: "; ")
    }

    package var startsFromData: Bool { layers.contains { $0.value.startsFromData } }

    package var isRandom: Bool { layers.contains { $0.value.isRandom } }

    /// The widest row the model holds at any moment, in numbers, those of all members.
    package var widestRow: Int {
        summaries.reduce(inputShape.count) { max($0, $1.output.count) } * members
    }

    /// Infers the model; reports what does not fit and returns nil then.
    ///
    /// - Parameter input: the shape of one row of features
    /// - Parameter ensemble: how many members the model has, and what they share; nil for a single model
    /// - Parameter columns: what the features are; nil where it is not known
    /// - Parameter classNames: of a target of classes, where they are known already
    /// - Parameter place: where the model stands, for messages about the model as a whole
    package static func infer(
        layers: [Located<any Layer>], weightInitializer: (any Initializer)?, loss: Located<any Loss>,
        input: Shape, columns: [FeatureColumn]? = nil, ensemble: EnsembleSection? = nil,
        target: TargetForm, classNames: [String]? = nil, place: Origin, diagnostics: inout DiagnosticBag
    ) -> ModelPlan? {
        guard !layers.isEmpty else {
            diagnostics.report(
                Diagnostic("model", "the model has no layers", at: place, help: "add '- linear: 1'"))
            return nil
        }
        if let layer = layers.first(where: { $0.value is any TreeModel }) {
            if let ensemble {
                let name = type(of: layer.value).name
                diagnostics.report(
                    Diagnostic(
                        "ensemble", "'\(name)' is made of many trees already and has no members",
                        at: ensemble.origin, help: "remove 'ensemble'"))
                return nil
            }
            return trees(
                layers, loss: loss, input: input, columns: columns, target: target,
                diagnostics: &diagnostics
            ) { output, found in
                task(
                    loss, target: target, output: output, layers: layers, classNames: classNames,
                    diagnostics: &found)
            }
        }
        var declaration = ModelDeclaration(
            weightInitializer: weightInitializer, columns: columns,
            outputs: outputs(loss.value, target: target), targetColumns: targetColumns(target))
        let output = declaration.declare(layers, input: input)
        diagnostics.report(contentsOf: declaration.diagnostics)
        guard let output else { return nil }
        var members: EnsemblePlan?
        if let ensemble {
            guard
                let (plan, whole) = declared(
                    ensemble, layers: layers, alone: declaration, weightInitializer, input, &diagnostics)
            else { return nil }
            (members, declaration) = (plan, whole)
        }
        guard !declaration.parameters.isEmpty else {
            diagnostics.report(
                Diagnostic("model", "the model has no parameters, so nothing can be learned", at: place))
            return nil
        }
        guard output.rank == 1 else {
            diagnostics.report(
                Diagnostic(
                    "loss", "the model gives \(output) for each row, but a loss needs one axis",
                    at: loss.origin,
                    help: "add a 'flatten' layer"))
            return nil
        }
        let range = layers.reduce(OutputRange.any) { $1.value.outputRange(ofInput: $0) }
        guard
            let (named, task) = task(
                loss, target: target, output: ModelOutput(width: output.count, range: range), layers: layers,
                classNames: classNames, diagnostics: &diagnostics)
        else { return nil }
        return ModelPlan(
            layers: layers, loss: named, inputShape: input, outputShape: output, target: target, task: task,
            summaries: declaration.layers, parameters: ParameterLayout(declaration.parameters),
            states: ParameterLayout(declaration.states), numbers: declaration.numbers, ensemble: members,
            usedColumns: declaration.usedColumns)
    }

    /// The layers once more, now as they are for all members of an ensemble.
    ///
    /// - Parameter alone: what they are for a single model
    private static func declared(
        _ section: EnsembleSection, layers: [Located<any Layer>], alone: ModelDeclaration,
        _ weightInitializer: (any Initializer)?, _ input: Shape, _ diagnostics: inout DiagnosticBag
    ) -> (EnsemblePlan, ModelDeclaration)? {
        do {
            let plan = try EnsemblePlan(section, layers: alone.layers)
            var declaration = ModelDeclaration(
                weightInitializer: weightInitializer, ensemble: plan, columns: alone.dataColumns,
                outputs: alone.outputs, targetColumns: alone.targetColumns)
            let output = declaration.declare(layers, input: input)
            diagnostics.report(contentsOf: declaration.diagnostics)
            return output.map { _ in (plan, declaration) }
        } catch {
            let problem = error as? LayerProblem
            diagnostics.report(
                Diagnostic(
                    "ensemble", "the ensemble \(problem?.message ?? "\(error)")", at: section.origin,
                    help: problem?.help))
            return nil
        }
    }

    private static func targetColumns(_ target: TargetForm) -> Int {
        switch target {
        case .real(let columns): columns
        case .classes: 0
        }
    }

    /// How many numbers the last layer has to give for a loss: the fewest of those that can be meant.
    private static func outputs(_ loss: any Loss, target: TargetForm) -> Int? {
        let widths: [Int]
        switch target {
        case .real(let columns): widths = [columns, 2 * columns]
        case .classes(let count): widths = [1, count]
        }
        return widths.first { width in
            [OutputRange.any, .probability, .distribution].contains { range in
                (try? loss.task(target: target, output: ModelOutput(width: width, range: range))) != nil
            }
        }
    }

    private static func task(
        _ loss: Located<any Loss>, target: TargetForm, output: ModelOutput, layers: [Located<any Layer>],
        classNames: [String]?, diagnostics: inout DiagnosticBag
    ) -> (loss: Located<any Loss>, task: PredictionTask)? {
        do {
            let named = try classNames.map { try loss.value.naming($0) } ?? loss.value
            return (
                Located(value: named, origin: loss.origin, parameters: loss.parameters),
                try named.task(target: target, output: output)
            )
        } catch {
            let problem = error as? LayerProblem
            let message = problem?.message ?? "\(error)"
            let last = layers.last.map { "the last layer is '\(type(of: $0.value).name)'" }
            diagnostics.report(
                Diagnostic(
                    "loss", "loss '\(type(of: loss.value).name)' \(message)", at: loss.origin,
                    help: problem?.help,
                    notes: (last.map { [$0] } ?? []) + (classNames.map { [Self.classNote($0)] } ?? [])))
            return nil
        }
    }

    private static func classNote(_ names: [String]) -> String {
        let more = names.count > 20 ? ", …" : ""
        return "the classes, in their order: " + names.prefix(20).joined(separator: ", ") + more
    }
}
