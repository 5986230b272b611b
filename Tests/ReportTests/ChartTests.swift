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
        let drawings = chart.figure().drawings
        #expect(!drawings.isEmpty)
        for drawing in drawings {
            let numbers = DrawnNumbers(drawing.drawing.body)
            #expect(numbers.count > 10)
            #expect(numbers.foreign.isEmpty, "\(numbers.foreign)")
            let reach = 1.2 * max(drawing.size.width, drawing.size.height)
            #expect(numbers.largest <= reach, "\(numbers.largest) in a drawing of \(reach / 1.2)")
        }
    }

    @Test(
        "a coordinate that is no number is found wherever it stands",
        arguments: ["M1 nan", "M1 2L-1000000 3", "M5 infZ"])
    func found(_ path: String) {
        let numbers = DrawnNumbers("<path class=\"line\" d=\"\(path)\"/><rect x=\"1\" y=\"2\"/>")
        #expect(!numbers.foreign.isEmpty || numbers.largest > 1000)
    }

    @Test(
        "what is not finite is drawn far outside, never at the origin",
        arguments: [Double.nan, .infinity, -.infinity])
    func outside(_ value: Double) {
        var drawing = SVGDrawing()
        drawing.circle(value, 1, radius: 2, "dot")
        var path = SVGPath()
        path.move(1, value)
        path.line(2, 3)
        drawing.path(path, "line")
        #expect(DrawnNumbers(drawing.body).largest == 1e6)
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
    @Test("a smooth line goes through the means of stretches of all values")
    func smoothing() {
        // Seven values in stretches of about two: three of them, 1 3 | nan 4 | 6 8 10 by their bounds 0, 2, 4, 7.
        let series = LineChart.Series("loss", x: [1, 2, 3, 4, 5, 6, 7], y: [1, 3, .nan, 4, 6, 8, 10])
        let means = CurveThinning.means(of: series, window: 2)
        #expect(means.x == [1.5, 3.5, 6])
        #expect(means.y == [2, 4, 8])
        let gap = CurveThinning.means(of: .init("a", x: [1, 2, 3, 4], y: [.nan, .nan, 1, 2]), window: 2)
        #expect(gap.y[0].isNaN)
        #expect(gap.y[1] == 1.5)
        #expect(CurveThinning.window(of: 10) == 2)
        #expect(CurveThinning.window(of: 6000) == 100)
    }
}
