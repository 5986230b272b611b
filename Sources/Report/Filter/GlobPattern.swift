/// A pattern of names: `*` stands for any characters, `?` for one, everything else for itself.
package struct GlobPattern: Sendable, Equatable {
    package let text: String
    private let characters: [Character]

    package init(_ text: String) {
        self.text = text
        characters = Array(text)
    }

    /// Whether a text is meant as a pattern.
    package static func isPattern(_ text: String) -> Bool {
        text.contains("*") || text.contains("?")
    }

    /// - Limits: time grows with the product of the lengths at worst
    package func matches(_ name: String) -> Bool {
        let name = Array(name)
        var position = 0
        var place = 0
        var lastStar: (place: Int, position: Int)?
        while position < name.count {
            if place < characters.count, characters[place] == "*" {
                lastStar = (place, position)
                place += 1
            } else if place < characters.count,
                characters[place] == "?" || characters[place] == name[position]
            {
                place += 1
                position += 1
            } else if let star = lastStar {
                // The last star takes one character more.
                lastStar = (star.place, star.position + 1)
                place = star.place + 1
                position = star.position + 1
            } else {
                return false
            }
        }
        return characters[place...].allSatisfy { $0 == "*" }
    }
}
