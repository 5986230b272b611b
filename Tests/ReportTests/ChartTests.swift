import Foundation
import Report
import TestSupport
import Testing

@Suite("Charts")
struct ChartTests {
    static let kinds = ChartRegistry.all.map { $0.kind }

    @Test("the kinds are registered in order, one file each")
    func registry() throws {
        #expect(Self.kinds == Self.kinds.sorted())
        let folder = packageRoot + "/Sources/Report/Charts"
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix("Chart.swift") && $0 != "Chart.swift" }
        #expect(files.sorted() == ChartRegistry.all.map { "\($0).swift" }.sorted())
    }

    @Test("a chart draws what its golden file shows", arguments: kinds)
    func golden(_ kind: String) throws {
        let chart = try #require(ChartSamples.chart(of: kind), "ChartSamples has no \(kind)")
        let figure = chart.figure()
        #expect(figure.kind == kind)
        #expect(!figure.drawings.isEmpty)
        #expect(!figure.description.isEmpty)
        let text = figure.html(id: kind).markup
        let file = GoldenFile(path: fixtureFolder("Golden", beside: #filePath) + "/\(kind).svg")
        if let difference = file.difference(to: text) { Issue.record("\(difference)") }
    }

    @Test("foreign text in a chart is never markup", arguments: kinds)
    func hostile(_ kind: String) throws {
        let chart = try #require(ChartSamples.chart(of: kind))
        let text = chart.figure().html(id: kind).markup
        #expect(!text.contains("<b onmouseover"))
        #expect(!text.contains("onmouseover=\""))
        #expect(text.contains("&lt;b onmouseover") || text.contains("\\u003cb onmouseover"))
    }

    @Test("all coordinates are finite", arguments: kinds)
    func finite(_ kind: String) throws {
        let chart = try #require(ChartSamples.chart(of: kind))
        for drawing in chart.figure().drawings {
            for word in ["nan", "inf", "1000000"] {
                #expect(!drawing.drawing.body.lowercased().contains("\"\(word)"))
            }
        }
    }
}

@Suite("Line charts")
struct LineChartTests {
    @Test("a chart without a finite value says so")
    func empty() {
        let series = LineChart.Series("loss", x: [1, 2], y: [.nan, .infinity])
        let figure = LineChart(title: "Loss", xLabel: "epoch", yLabel: "loss", series: [series]).figure()
        #expect(figure.drawings.isEmpty)
        #expect(figure.html(id: "a").markup.contains("no finite value"))
    }

    @Test("no logarithmic axis for curves that are never positive")
    func negative() {
        let series = LineChart.Series("loss", x: [1, 2], y: [-1, -2])
        let figure = LineChart(title: "Loss", xLabel: "epoch", yLabel: "loss", series: [series]).figure()
        #expect(figure.drawings.map(\.variant) == [""])
    }

    @Test("thinning keeps both ends and every extreme")
    func thinning() {
        let count = 10_000
        var values = (0..<count).map { Double($0 % 7) }
        values[4321] = 1000
        values[9876] = -1000
        let series = LineChart.Series("loss", x: (0..<count).map(Double.init), y: values)
        let thinned = CurveThinning.extremes(of: series, limit: 240)
        #expect(thinned.x.count <= 242)
        #expect(thinned.x.first == 0)
        #expect(thinned.x.last == 9999)
        #expect(thinned.y.contains(1000))
        #expect(thinned.y.contains(-1000))
        #expect(thinned.x == thinned.x.sorted())
    }

    // s₁ = 1; s₂ = 1 + 0.5 · (3 − 1) = 2; NaN passes; s₄ = 2 + 0.5 · (4 − 2) = 3, with a = 2 / (3 + 1).
    @Test("smoothing is an exponential moving average that starts at the first value")
    func smoothing() {
        let smoothed = CurveThinning.smoothed([1, 3, .nan, 4], width: 3)
        #expect(smoothed[0] == 1)
        #expect(smoothed[1] == 2)
        #expect(smoothed[2].isNaN)
        #expect(smoothed[3] == 3)
    }
}
