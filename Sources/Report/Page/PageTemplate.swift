import Mustache

/// What a template can be given: text, which is escaped here, or markup, or rows of both.
package enum PageValue: Sendable {
    case text(String)
    case markup(HTMLText)
    case rows([[String: PageValue]])
    case flag(Bool)

    /// For the template engine. Text is escaped by us and inserted as it is by the engine: its own escaping works on
    /// characters and misses a quotation mark with a combining accent.
    fileprivate var rendered: Any {
        switch self {
        case .text(let text): HTMLText.escape(text)
        case .markup(let text): text.markup
        case .rows(let rows): rows.map { $0.mapValues(\.rendered) }
        case .flag(let isSet): isSet
        }
    }
}

extension PageValue: ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) {
        self = .text(value)
    }
}

/// A piece of HTML with `{{places}}`, in the language of Mustache.
///
/// Values are safe by their type, so templates write `{{name}}` for text and for markup alike.
package struct PageTemplate: Sendable {
    private let template: MustacheTemplate?
    private let problem: String

    /// - Parameter source: a text of this program; a mistake in it shows in the page and fails its test
    package init(_ source: String) {
        do {
            template = try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}" + source)
            problem = ""
        } catch {
            template = nil
            problem = "the template cannot be read: \(error)"
        }
    }

    package func render(_ values: [String: PageValue]) -> HTMLText {
        guard let template else { return HTMLText(escaping: problem) }
        return HTMLText(trusted: template.render(values.mapValues(\.rendered)))
    }
}
