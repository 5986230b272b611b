import Machine
import Runs

/// Images that were taken for another class, drawn from `images.json`.
package enum ImagesSection: RunSection {
    package static let name = "images"
    package static let title = "Misclassified images"

    package static func body(_ run: RunContents) -> HTMLText? {
        guard let images = run.images, !images.samples.isEmpty, images.width > 0, images.height > 0 else {
            return nil
        }
        let rows = images.samples.map { sample -> [String: PageValue] in
            [
                "image": .markup(drawing(sample, images)), "target": .text(sample.target),
                "prediction": .text(sample.prediction), "row": .text("\(sample.row)"),
                "probability": .text(NumberText.fixed(sample.probability, decimals: 3)),
            ]
        }
        return template.render([
            "samples": .rows(rows), "count": .text("\(images.samples.count)"),
            "mistakes": .text(NumberText.count(images.mistakes)),
        ])
    }

    /// Brightness in sixteen steps, one path for each: a digit takes about a kilobyte.
    private static func drawing(_ sample: RunImages.Sample, _ images: RunImages) -> HTMLText {
        let digits = Array(sample.pixels.utf8)
        var paths = [String](repeating: "", count: 16)
        for y in 0..<images.height {
            var x = 0
            while x < images.width {
                let step = brightness(digits, y * images.width + x)
                var end = x + 1
                while end < images.width, brightness(digits, y * images.width + end) == step { end += 1 }
                if step > 0 { paths[step] += "M\(x) \(y)h\(end - x)v1h-\(end - x)z" }
                x = end
            }
        }
        let content = paths.enumerated().filter { !$0.element.isEmpty }.map { step, path -> String in
            // The type is written out: GRDB, imported elsewhere in this module, offers a `joined` of its own.
            let value = step * 17
            return "<path fill=\"rgb(\(value),\(value),\(value))\" d=\"\(path)\"/>"
        }.joined()
        let label = HTMLText.escape("\(sample.target), predicted \(sample.prediction)")
        return HTMLText(
            trusted: "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"\(label)\" "
                + "viewBox=\"0 0 \(images.width) \(images.height)\">"
                + "<rect width=\"\(images.width)\" height=\"\(images.height)\" fill=\"#000\"/>\(content)</svg>"
        )
    }

    /// The first of a pixel's two hexadecimal digits.
    private static func brightness(_ digits: [UInt8], _ pixel: Int) -> Int {
        guard pixel * 2 < digits.count else { return 0 }
        let digit = digits[pixel * 2]
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return Int(digit - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): return Int(digit - UInt8(ascii: "a")) + 10
        default: return 0
        }
    }

    private static let template = PageTemplate(
        """
        <div class="images">{{#samples}}<div class="image">{{image}}<span><b>{{target}}</b> taken for \
        <b>{{prediction}}</b> ({{probability}}), row {{row}}</span></div>{{/samples}}</div>
        <p class="note">{{count}} of {{mistakes}} mistakes, the most certain ones first.</p>
        """)
}
