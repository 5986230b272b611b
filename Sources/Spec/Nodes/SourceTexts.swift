/// The texts a specification was read from, in the order they were opened: messages show their lines, and a run
/// keeps them as they were written.
package struct SourceTexts: Sendable {
    package private(set) var all: [SourceText] = []

    package init() {}

    package mutating func add(_ text: SourceText) {
        if self[text.name] == nil { all.append(text) }
    }

    package subscript(name: String) -> SourceText? { all.first { $0.name == name } }
}
