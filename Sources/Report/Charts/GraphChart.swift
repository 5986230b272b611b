/// The stages of a pipeline as boxes in the order of their work, with what passes between them.
///
/// Boxes run from left to right and continue on the next row, like text.
package struct GraphChart: Chart {
    package static let kind = "graph"

    package struct Node: Sendable {
        /// What it is: the small line above.
        package var kind: String
        package var name: String
        package var detail: String
        /// What it passes on: rows, a shape.
        package var output: String
        /// Its color.
        package var color: Int

        package init(kind: String, name: String, detail: String = "", output: String = "", color: Int) {
            self.kind = kind
            self.name = name
            self.detail = detail
            self.output = output
            self.color = color
        }
    }

    package var title: String
    package var nodes: [Node]
    package var note: String?
    private static let columns = 5
    private static let box = (width: 168.0, height: 66.0, gapX: 30.0, gapY: 26.0)

    package init(title: String, nodes: [Node]) {
        self.title = title
        self.nodes = nodes
    }

    package func figure() -> Figure {
        guard !nodes.isEmpty else {
            return .empty(kind: Self.kind, title: title, reason: "There are no stages.")
        }
        let rows = (nodes.count + Self.columns - 1) / Self.columns
        let box = Self.box
        let size = CartesianPlot.Frame(
            left: 0, top: 0, width: DrawingSize.wide.width,
            height: Double(rows) * (box.height + box.gapY) - box.gapY + 12)
        var drawing = SVGDrawing()
        drawing.group("marks") { drawing in
            for index in nodes.indices.dropFirst() { drawArrow(to: index, &drawing) }
            for index in nodes.indices { draw(nodes[index], at: place(index), &drawing) }
        }
        var figure = Figure(
            kind: Self.kind, title: title,
            description: nodes.map { node in
                [node.kind, node.name, node.detail, node.output].filter { !$0.isEmpty }.joined(separator: " ")
            }.joined(separator: "; then ") + ".", drawings: [Figure.Drawing(drawing, size: size)])
        figure.isWide = true
        figure.note = note
        return figure
    }

    private func place(_ index: Int) -> (x: Double, y: Double) {
        let column = Double(index % Self.columns)
        let row = Double(index / Self.columns)
        return (2 + column * (Self.box.width + Self.box.gapX), 4 + row * (Self.box.height + Self.box.gapY))
    }

    private func draw(_ node: Node, at place: (x: Double, y: Double), _ drawing: inout SVGDrawing) {
        let lines = [node.kind, node.name, node.detail, node.output]
        let whole = lines.filter { !$0.isEmpty }.joined(separator: "\n")
        let room = Self.box.width - 18
        drawing.group("node \(SeriesStyle.of(node.color))", title: whole) { drawing in
            drawing.rectangle(
                x: place.x, y: place.y, width: Self.box.width, height: Self.box.height, "box", radius: 5)
            drawing.rectangle(x: place.x, y: place.y, width: 5, height: Self.box.height, "fill", radius: 2)
            let styles = ["label", "name strong", "label", "label"]
            for (line, (text, style)) in zip(lines, styles).enumerated() {
                drawing.text(
                    TextWidth.fitted(text, to: style == "name strong" ? room / 1.1 : room), x: place.x + 12,
                    y: place.y + 14 + Double(line) * 15, style)
            }
        }
    }

    private func drawArrow(to index: Int, _ drawing: inout SVGDrawing) {
        let from = place(index - 1)
        let to = place(index)
        var path = SVGPath()
        if from.y == to.y {
            let y = from.y + Self.box.height / 2
            path.move(from.x + Self.box.width + 2, y)
            path.line(to.x - 4, y)
            arrowHead(to.x - 2, y, isDown: false, &path)
        } else {
            let middle = from.y + Self.box.height + Self.box.gapY / 2
            path.move(from.x + Self.box.width / 2, from.y + Self.box.height + 1)
            path.line(from.x + Self.box.width / 2, middle)
            path.line(to.x + Self.box.width / 2, middle)
            path.line(to.x + Self.box.width / 2, to.y - 3)
            arrowHead(to.x + Self.box.width / 2, to.y - 1, isDown: true, &path)
        }
        drawing.path(path, "arrow")
    }

    private func arrowHead(_ x: Double, _ y: Double, isDown: Bool, _ path: inout SVGPath) {
        path.move(isDown ? x - 4 : x - 7, isDown ? y - 7 : y - 4)
        path.line(x, y)
        path.line(isDown ? x + 4 : x - 7, isDown ? y - 7 : y + 4)
    }
}
