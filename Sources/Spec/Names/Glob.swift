/// A pattern of names: `*` stands for any characters, `?` for one, everything else for itself.
package struct Glob: Sendable, Hashable {
    package let pattern: String
    private let characters: [Character]

    package init(pattern: String) {
        self.pattern = pattern
        characters = Array(pattern)
    }

    /// Whether a text is meant as a pattern.
    package static func isPattern(_ text: String) -> Bool { text.contains("*") || text.contains("?") }

    /// - Limits: time grows with the product of the lengths at worst
    package func matches(_ name: String) -> Bool {
        let name = Array(name)
        var position = 0
        var index = 0
        // Where to go back to: one more character for the last star.
        var star: (pattern: Int, name: Int)?
        while index < name.count {
            if position < characters.count, characters[position] == "*" {
                star = (position, index)
                position += 1
            } else if position < characters.count,
                characters[position] == "?" || characters[position] == name[index]
            {
                position += 1
                index += 1
            } else if let last = star {
                star = (last.pattern, last.name + 1)
                position = last.pattern + 1
                index = last.name + 1
            } else {
                return false
            }
        }
        return characters[position...].allSatisfy { $0 == "*" }
    }
}
