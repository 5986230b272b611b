/// Collects the elements of one drawing as SVG text.
///
/// Coordinates are written with one decimal, colors and fonts come from the page's style sheet through classes, so
/// that a drawing follows dark mode and print. Text and titles are escaped here and nowhere else.
package struct SVGDrawing: Sendable {
    package private(set) var body = ""

    package init() {}

    package mutating func line(
        _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String
    ) {
        body += "<line"
        attribute("class", style)
        coordinates([("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2)])
        body += "/>\n"
    }

    /// - Parameter title: shown when the pointer rests on it, read by screen readers
    package mutating func rectangle(
        x: Double, y: Double, width: Double, height: Double, _ style: String, title: String? = nil,
        radius: Double = 0
    ) {
        body += "<rect"
        attribute("class", style)
        coordinates([("x", x), ("y", y), ("width", max(0, width)), ("height", max(0, height))])
        if radius > 0 { coordinates([("rx", radius)]) }
        end("rect", title)
    }

    package mutating func circle(
        _ x: Double, _ y: Double, radius: Double, _ style: String, title: String? = nil
    ) {
        body += "<circle"
        attribute("class", style)
        coordinates([("cx", x), ("cy", y), ("r", radius)])
        end("circle", title)
    }

    package mutating func path(_ path: SVGPath, _ style: String, title: String? = nil) {
        guard !path.isEmpty else { return }
        body += "<path"
        attribute("class", style)
        body += " d=\"\(path.text)\""
        end("path", title)
    }

    /// Where a text stands relative to its point.
    package enum Anchor: String, Sendable {
        case start, middle, end
    }

    /// - Parameter y: of the base line
    /// - Parameter turned: turned by a quarter against the clock around its point
    package mutating func text(
        _ text: String, x: Double, y: Double, _ style: String, anchor: Anchor = .start, turned: Bool = false,
        title: String? = nil
    ) {
        body += "<text"
        attribute("class", style)
        coordinates([("x", x), ("y", y)])
        if anchor != .start { attribute("text-anchor", anchor.rawValue) }
        if turned {
            attribute(
                "transform", "rotate(-90 \(SVGPath.coordinate(x)) \(SVGPath.coordinate(y)))")
        }
        body += ">" + HTMLText.escape(text)
        if let title { body += "<title>\(HTMLText.escape(title))</title>" }
        body += "</text>\n"
    }

    /// A group; everything drawn by `content` is inside.
    ///
    /// - Parameter data: attributes `data-…` for the page's script
    package mutating func group(
        _ style: String, data: KeyValuePairs<String, String> = [:], title: String? = nil,
        _ content: (inout SVGDrawing) -> Void
    ) {
        body += "<g"
        attribute("class", style)
        for (name, value) in data { attribute("data-" + name, value) }
        body += ">\n"
        if let title { body += "<title>\(HTMLText.escape(title))</title>\n" }
        content(&self)
        body += "</g>\n"
    }

    private mutating func attribute(_ name: String, _ value: String) {
        guard !value.isEmpty else { return }
        body += " \(name)=\"\(HTMLText.escape(value))\""
    }

    private mutating func coordinates(_ pairs: [(String, Double)]) {
        for (name, value) in pairs {
            body += " "
            body += name
            body += "=\""
            SVGPath.append(value, to: &body)
            body += "\""
        }
    }

    private mutating func end(_ element: String, _ title: String?) {
        guard let title else {
            body += "/>\n"
            return
        }
        body += "><title>"
        body += HTMLText.escape(title)
        body += "</title></\(element)>\n"
    }
}

/// The outline of a shape: the content of a path's `d`.
package struct SVGPath: Sendable {
    package private(set) var text = ""
    package var isEmpty: Bool { text.isEmpty }

    package init() {}

    package mutating func move(_ x: Double, _ y: Double) { command("M", x, y) }
    package mutating func line(_ x: Double, _ y: Double) { command("L", x, y) }
    package mutating func close() { text += "Z" }

    /// A cubic curve.
    package mutating func curve(
        _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, to x: Double, _ y: Double
    ) {
        command("C", x1, y1)
        command(" ", x2, y2)
        command(" ", x, y)
    }

    /// Through the points, in order; a missing point interrupts the line, a lone one becomes a dot.
    package mutating func lines(_ points: some Sequence<(x: Double, y: Double)?>) {
        var count = 0
        var last = (x: 0.0, y: 0.0)
        for point in points {
            guard let point else {
                dot(count, last)
                count = 0
                continue
            }
            if count == 0 { move(point.x, point.y) } else { line(point.x, point.y) }
            count += 1
            last = point
        }
        dot(count, last)
    }

    /// Through the points like `lines`, in whole units and relative steps: a third of the text.
    mutating func roughLines(_ points: [(x: Double, y: Double)?]) {
        var last: (x: Int, y: Int)?
        for point in points {
            guard let point else {
                last = nil
                continue
            }
            let place = (x: Int(point.x.rounded()), y: Int(point.y.rounded()))
            if let before = last {
                if place == before { continue }
                text += "l\(place.x - before.x) \(place.y - before.y)"
            } else {
                text += "M\(place.x) \(place.y)"
            }
            last = place
        }
    }

    /// A line of no length, drawn as a dot by round line ends.
    private mutating func dot(_ count: Int, _ point: (x: Double, y: Double)) {
        if count == 1 { line(point.x, point.y) }
    }

    /// A straight line by a distance, `h` to the side or `v` down.
    mutating func relative(_ letter: String, _ distance: Double) {
        text += letter
        Self.append(distance, to: &text)
    }

    private mutating func command(_ letter: String, _ x: Double, _ y: Double) {
        text += letter
        Self.append(x, to: &text)
        text += " "
        Self.append(y, to: &text)
    }

    static func coordinate(_ value: Double) -> String {
        var text = ""
        append(value, to: &text)
        return text
    }

    /// One decimal; what is not finite or out of all bounds becomes a number far outside of every drawing, where nobody
    /// takes it for a value and every test sees it.
    static func append(_ value: Double, to text: inout String) {
        let bounded = value.isNaN ? -1e6 : min(1e6, max(-1e6, value))
        let tenths = Int((bounded * 10).rounded())
        if tenths < 0 { text += "-" }
        let size = tenths.magnitude
        text += String(size / 10)
        if size % 10 != 0 {
            text += "."
            text += String(size % 10)
        }
    }
}
