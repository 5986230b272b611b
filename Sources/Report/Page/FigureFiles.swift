import Foundation
import Runs

/// The charts of a page as SVG files of their own: title, drawing and legend, in the light theme, with all styles
/// inside, so that they can be put into a paper or a slide.
package enum FigureFiles {
    /// Writes every chart that has something to draw as `<title>.svg`; of several drawings the one shown first.
    ///
    /// - Parameter folder: made when it is not there; files of the same names are replaced
    /// - Returns: the paths of the files, in the order of the page
    /// - Errors: `RunError` when the folder or a file cannot be written
    package static func write(_ figures: [Figure], to folder: String) throws -> [String] {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw RunError.system(
                action: "create the folder", path: folder, code: errno == 0 ? EACCES : errno)
        }
        var taken: [String: Int] = [:]
        return try figures.compactMap { figure in
            guard let drawing = figure.drawings.first else { return nil }
            let name = fileName(figure.title)
            let count = (taken[name] ?? 0) + 1
            taken[name] = count
            let path = "\(folder)/\(name)\(count > 1 ? "-\(count)" : "").svg"
            try AtomicFile().write(svg(figure, drawing), to: path)
            return path
        }
    }

    /// Lower-case letters and digits of the title, with hyphens between.
    static func fileName(_ title: String) -> String {
        var name = ""
        for scalar in title.lowercased().unicodeScalars {
            if ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) {
                name.unicodeScalars.append(scalar)
            } else if !name.isEmpty, !name.hasSuffix("-") {
                name += "-"
            }
            if name.utf8.count >= 60 { break }
        }
        while name.hasSuffix("-") { name.removeLast() }
        return name.isEmpty ? "chart" : name
    }

    private static let margin = 8.0
    private static let titleHeight = 26.0
    private static let lineHeight = 18.0

    /// A complete SVG document.
    static func svg(_ figure: Figure, _ drawing: Figure.Drawing) -> String {
        let legend = LegendLines(figure.legend, width: drawing.size.width - 2 * margin)
        let height = titleHeight + drawing.size.height + Double(legend.count) * lineHeight + margin
        let width = SVGPath.coordinate(drawing.size.width)
        let tall = SVGPath.coordinate(height)
        var head = SVGDrawing()
        head.rectangle(x: 0, y: 0, width: drawing.size.width, height: height, "paper")
        head.text(
            TextWidth.fitted(figure.title, to: drawing.size.width - 2 * margin, size: 13), x: margin, y: 18,
            "title")
        var foot = SVGDrawing()
        legend.draw(
            left: margin, top: titleHeight + drawing.size.height, lineHeight: lineHeight, into: &foot)
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <svg xmlns="http://www.w3.org/2000/svg" role="img" width="\(width)" height="\(tall)" \
            viewBox="0 0 \(width) \(tall)"\(figure.isSmoothAtFirst ? " class=\"smoothed\"" : "")>
            <title>\(HTMLText.escape(figure.title))</title>
            <desc>\(HTMLText.escape([figure.description, figure.note].compactMap { $0 }.joined(separator: " ")))</desc>
            <style>
            \(PageStyle.ofDrawings)</style>
            \(head.body)<g transform="translate(0 \(SVGPath.coordinate(titleHeight)))">
            \(drawing.drawing.body)</g>
            \(foot.body)</svg>

            """
    }
}

/// The entries of a legend, broken into lines of a width.
private struct LegendLines {
    private var lines: [[(entry: Figure.LegendEntry, x: Double)]] = []
    private static let key = 22.0
    private static let gap = 16.0

    var count: Int { lines.count }

    init(_ entries: [Figure.LegendEntry], width: Double) {
        var x = Double.infinity
        for entry in entries {
            let needed = Self.key + min(TextWidth.of(entry.label), width - Self.key)
            if x + needed > width {
                lines.append([])
                x = 0
            }
            lines[lines.count - 1].append((entry, x))
            x += needed + Self.gap
        }
    }

    func draw(left: Double, top: Double, lineHeight: Double, into drawing: inout SVGDrawing) {
        for (index, line) in lines.enumerated() {
            let y = top + (Double(index) + 0.5) * lineHeight
            for (entry, x) in line {
                drawing.line(left + x, y, left + x + Self.key - 6, y, "line " + entry.style)
                drawing.text(entry.label, x: left + x + Self.key, y: y + 4, "label")
            }
        }
    }
}
