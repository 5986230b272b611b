import Runs

/// The pipeline as it was run, from source to artifacts, with rows and shapes.
package enum PipelineSection: RunSection {
    package static let name = "pipeline"
    package static let title = "Pipeline"

    package static func body(_ run: RunContents) -> HTMLText? {
        guard let graph = run.graph, !graph.stages.isEmpty else { return nil }
        let chart = GraphChart(
            title: "Stages",
            nodes: graph.stages.prefix(60).map { stage in
                GraphChart.Node(
                    kind: stage.kind, name: stage.name.trimmingPrefix { $0 == " " }.description,
                    detail: stage.detail, output: stage.output, color: color(stage.kind))
            })
        return figureGrid([("pipeline-figure", chart.figure())])
    }

    private static func color(_ kind: String) -> Int {
        switch kind {
        case "source", "split", "matrices": 0
        case "step": 4
        case "layer", "ensemble": 1
        case "loss", "solver", "optimizer", "schedule": 2
        case "batches", "training", "evaluation": 3
        default: 7
        }
    }
}
