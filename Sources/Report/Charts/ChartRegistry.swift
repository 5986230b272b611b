/// All kinds of charts, alphabetical by kind.
package enum ChartRegistry {
    package static let all: [any Chart.Type] = [
        BarChart.self,
        CalibrationChart.self,
        ContourChart.self,
        FunctionChart.self,
        GraphChart.self,
        HeatMapChart.self,
        HistogramChart.self,
        LineChart.self,
        ParallelChart.self,
        QuantileChart.self,
        RegionChart.self,
        ScatterChart.self,
        StepChart.self,
        TimelineChart.self,
    ]
}
