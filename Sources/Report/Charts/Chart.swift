/// A kind of picture: what it shows is in its fields, how it looks in `figure()`.
///
/// A section of a page makes a chart from what it read, asks once for its figure and puts that into the page.
/// Charts are values, know nothing of runs and files, and draw the same bytes for the same fields.
package protocol Chart: Sendable {
    /// The name of the kind, and the class of its figures: `line`.
    static var kind: String { get }

    /// What the picture shows, as a heading.
    var title: String { get }

    /// The picture, complete with axes, legend and what a screen reader says. A chart without anything to draw gives
    /// a figure that says so.
    func figure() -> Figure
}

/// The sizes of drawings, in the units of their coordinates; pages scale them to the width they have.
package enum DrawingSize {
    /// Two of them stand side by side on a wide screen, one fills a telephone.
    package static let standard = CartesianPlot.Frame(left: 0, top: 0, width: 480, height: 300)
    /// Across the page; scrolls sideways on a telephone.
    package static let wide = CartesianPlot.Frame(left: 0, top: 0, width: 980, height: 380)
}

/// The color of a series: a class that the style sheet gives a color for light, dark and print.
package enum SeriesStyle {
    /// How many colors there are that everybody can tell apart.
    package static let count = 8

    /// - Parameter index: from 0 on; the colors repeat, from the ninth on with dashed lines
    package static func of(_ index: Int) -> String {
        let color = "c\(((index % count) + count) % count)"
        return index >= count ? color + " dashed" : color
    }
}
