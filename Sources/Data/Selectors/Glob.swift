/// A pattern over names: `*` stands for any characters, `?` for one; everything else for itself.
package struct Glob: Sendable, Hashable {
    let pattern: String

    package init(pattern: String) {
        self.pattern = pattern
    }

    static func isPattern(_ text: String) -> Bool { text.contains("*") || text.contains("?") }

    package func matches(_ name: String) -> Bool {
        let pattern = Array(self.pattern)
        let name = Array(name)
        var position = 0
        var index = 0
        // Where to go back to: one more character for the last star.
        var star: (pattern: Int, name: Int)?
        while index < name.count {
            if position < pattern.count, pattern[position] == "*" {
                star = (position, index)
                position += 1
            } else if position < pattern.count, pattern[position] == "?" || pattern[position] == name[index] {
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
        return pattern[position...].allSatisfy { $0 == "*" }
    }
}
