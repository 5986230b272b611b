/// Finds room for labels inside a plot: each takes the first of its places that touches no label before it.
struct LabelPlacement {
    /// Where a label could stand; `y` is of the base line.
    struct Place {
        var x: Double
        var y: Double
        var anchor: SVGDrawing.Anchor
    }

    private typealias Box = (left: Double, top: Double, right: Double, bottom: Double)
    private var taken: [Box] = []

    /// Nil when all places are taken: the label is then left to the mark's title.
    mutating func place(_ text: String, at places: [Place]) -> Place? {
        for place in places {
            let box = Self.box(text, place)
            let isFree = taken.allSatisfy { other in
                box.right < other.left || other.right < box.left || box.bottom < other.top
                    || other.bottom < box.top
            }
            if isFree {
                taken.append(box)
                return place
            }
        }
        return nil
    }

    private static func box(_ text: String, _ place: Place) -> Box {
        let width = TextWidth.of(text)
        let left =
            switch place.anchor {
            case .start: place.x
            case .middle: place.x - width / 2
            case .end: place.x - width
            }
        return (left, place.y - TextWidth.fontSize, left + width, place.y + 2)
    }
}
