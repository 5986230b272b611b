/// All kinds of charts, alphabetical by kind.
package enum ChartRegistry {
    package static let all: [any Chart.Type] = [
        LineChart.self
    ]
}
