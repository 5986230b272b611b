/// The check every regression loss makes of target and last layer.
enum RegressionTask {
    static func check(loss: String, target: TargetForm, output: ModelOutput) throws -> PredictionTask {
        switch target {
        case .classes(let count):
            let better = count == 2 ? "binary_cross_entropy" : "cross_entropy"
            throw LayerProblem(
                "needs a real target, but the target has \(count) classes", help: "use the loss '\(better)'")
        case .real(let columns):
            guard columns == output.width else {
                throw LayerProblem(
                    "compares \(columns) target column\(columns == 1 ? "" : "s") "
                        + "with \(output.width) outputs of the last layer",
                    help: "end the model with 'linear: \(columns)'")
            }
            return .regression(columns: columns)
        }
    }
}
