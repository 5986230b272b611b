extension FieldType {
    /// The type in words, for reference pages: `whole number > 0`, `list of 2 numbers >= 0 and < 1`.
    package var phrase: String {
        switch self {
        case .boolean: "true or false"
        case .integer(let range): "whole number" + Self.suffix(range)
        case .number(let range): "number" + Self.suffix(range)
        case .text: "text"
        case .path: "path"
        case .choice(let words): "one of " + words.joined(separator: ", ")
        case .list(let element, nil): "list of " + element.pluralPhrase
        case .list(let element, let count?): "list of \(count) " + element.pluralPhrase
        case .map(let value, _): "map of names to " + value.pluralPhrase
        case .component(let family): "component: " + family.name
        case .components(let family): "list of components: " + family.name
        case .section: "section"
        case .language(let name, _): name
        case .anyOf(let types): types.map(\.phrase).joined(separator: " or ")
        case .anything: "any value"
        }
    }

    private var pluralPhrase: String {
        switch self {
        case .integer(let range): "whole numbers" + Self.suffix(range)
        case .number(let range): "numbers" + Self.suffix(range)
        case .text: "texts"
        case .path: "paths"
        case .language(let name, _): name + "s"
        case .boolean, .choice, .list, .map, .component, .components, .section, .anyOf, .anything: phrase
        }
    }

    private static func suffix(_ range: NumberRange) -> String {
        range == .any ? "" : " " + range.condition
    }
}
