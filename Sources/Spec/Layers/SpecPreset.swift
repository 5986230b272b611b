/// A specification that the program brings along: `extends: preset:NAME` lays the own one over it.
package struct SpecPreset: Sendable {
    package static let prefix = "preset:"

    package var name: String
    /// What it is for, in a sentence.
    package var summary: String
    package var text: String

    package init(_ name: String, _ summary: String, text: String) {
        self.name = name
        self.summary = summary
        self.text = text
    }
}
