import Machine

/// A finished picture with everything that belongs to it, ready for a page.
package struct Figure: Sendable {
    /// One drawing, for one setting of the switches.
    package struct Drawing: Sendable {
        /// Which switches are on, sorted: `""`, `"y"` for a logarithmic vertical axis, `"x"`, `"x y"`, `"rates"`.
        package var variant: String
        package var size: CartesianPlot.Frame
        package var drawing: SVGDrawing

        package init(_ drawing: SVGDrawing, size: CartesianPlot.Frame, variant: String = "") {
            self.drawing = drawing
            self.size = size
            self.variant = variant
        }
    }

    package struct LegendEntry: Sendable {
        package var label: String
        package var style: String

        package init(_ label: String, style: String) {
            self.label = label
            self.style = style
        }
    }

    package var kind: String
    package var title: String
    /// One or two sentences that stand for the picture where it cannot be seen.
    package var description: String
    /// The first one is shown at first.
    package var drawings: [Drawing]
    package var legend: [LegendEntry] = []
    /// Values under the pointer, for charts with a horizontal axis that all series share.
    package var hover: HoverValues?
    /// Whether a button shows smoothed lines.
    package var canSmooth = false
    package var isSmoothAtFirst = false
    /// What was sampled, left out or has to be known.
    package var note: String?
    package var isWide = false

    package init(kind: String, title: String, description: String, drawings: [Drawing]) {
        self.kind = kind
        self.title = title
        self.description = description
        self.drawings = drawings
    }

    /// The figure of a chart that has nothing to draw.
    package static func empty(kind: String, title: String, reason: String) -> Figure {
        Figure(kind: kind, title: title, description: reason, drawings: [])
    }
}

extension Figure {
    /// - Parameter id: unique in the page; letters, digits and hyphens
    package func html(id: String) -> HTMLText {
        var classes = "chart chart-" + kind
        if isWide { classes += " wide" }
        if isSmoothAtFirst { classes += " smoothed" }
        let data = hover.map { " data-hover=\"\(HTMLText.escape($0.json))\"" } ?? ""
        var text = "<figure class=\"\(classes)\" id=\"\(id)\"\(data)>\n"
        text += "<figcaption>\(HTMLText.escape(title))</figcaption>\n"
        text += controls
        if drawings.isEmpty {
            text += "<p class=\"nothing\">\(HTMLText.escape(description))</p>\n"
        } else {
            text += "<div class=\"drawing\">\n"
            for (index, drawing) in drawings.enumerated() {
                text += svg(drawing, isShown: index == 0)
            }
            text += "</div>\n"
        }
        text += legendList
        if let note { text += "<p class=\"note\">\(HTMLText.escape(note))</p>\n" }
        return HTMLText(trusted: text + "</figure>\n")
    }

    /// One drawing as a complete SVG element.
    package func svg(_ drawing: Drawing, isShown: Bool = true) -> String {
        let box = [drawing.size.width, drawing.size.height].map(SVGPath.coordinate).joined(separator: " ")
        let hidden = isShown ? "" : " style=\"display:none\""
        return """
            <svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 \(box)" \
            data-variant="\(drawing.variant)"\(hidden)>
            <title>\(HTMLText.escape(title))</title>
            <desc>\(HTMLText.escape(description))</desc>
            \(drawing.drawing.body)</svg>

            """
    }

    /// Buttons, which the script shows: without it they would do nothing.
    private var controls: String {
        var buttons: [String] = []
        for (axis, label) in [("y", "log scale"), ("x", "log x"), ("rates", "rates")]
        where drawings.contains(where: { $0.variant.contains(axis) })
            && drawings.contains(where: { !$0.variant.contains(axis) })
        {
            let isOn = drawings.first?.variant.contains(axis) ?? false
            buttons.append(
                "<button type=\"button\" data-axis=\"\(axis)\" aria-pressed=\"\(isOn)\">\(label)</button>")
        }
        if canSmooth {
            buttons.append(
                "<button type=\"button\" data-smooth=\"\" aria-pressed=\"\(isSmoothAtFirst)\">smooth</button>"
            )
        }
        if buttons.isEmpty { return "" }
        return "<div class=\"controls\" hidden>" + buttons.joined() + "</div>\n"
    }

    private var legendList: String {
        if legend.isEmpty { return "" }
        let entries = legend.map {
            "<li class=\"\(HTMLText.escape($0.style))\"><span>\(HTMLText.escape($0.label))</span></li>"
        }
        return "<ul class=\"legend\">" + entries.joined() + "</ul>\n"
    }
}

/// The numbers behind a chart, for the pointer.
package struct HoverValues: Equatable, Sendable {
    package struct Series: Equatable, Sendable {
        package var name: String
        package var x: [Double]
        package var y: [Double]
        /// Shown only while smooth lines are.
        package var isSmooth = false

        package init(name: String, x: [Double], y: [Double]) {
            self.name = name
            self.x = x
            self.y = y
        }
    }

    package var xName: String
    package var series: [Series]
    /// What stands at 0, 1, 2 … in place of the number.
    package var names: [String]?

    package init(xName: String, series: [Series], names: [String]? = nil) {
        self.xName = xName
        self.series = series
        self.names = names
    }

    /// Numbers with five significant digits; what is not finite is null.
    package var json: String {
        let entries = series.map { series in
            "{\"name\":\(Self.quoted(series.name)),\"x\":\(Self.list(series.x)),\"y\":\(Self.list(series.y))"
                + (series.isSmooth ? ",\"smooth\":true}" : "}")
        }
        let names = names.map { ",\"names\":[\($0.map(Self.quoted).joined(separator: ","))]" } ?? ""
        return "{\"x\":\(Self.quoted(xName)),\"series\":[\(entries.joined(separator: ","))]\(names)}"
    }

    private static func list(_ values: [Double]) -> String {
        var text = "["
        for (index, value) in values.enumerated() {
            if index > 0 { text += "," }
            text += value.isFinite ? NumberText.significant(value, digits: 5) : "null"
        }
        return text + "]"
    }

    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\u{0}"..."\u{1F}", "\u{2028}", "\u{2029}", "<", ">", "&":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
