/// One change from the command line, in Hydra's grammar.
///
///     a.b=v     sets            +a.b=v    adds, an error when it exists
///     ++a.b=v   sets or adds    ~a.b      deletes;  ~a.b=v only when it has this value
///
/// A path names keys and list positions: `model.0.units`, `model[0].units`, `data.split.ratios."my split"`. The value
/// is YAML (`[1, 2]`, `{sgd: {lr: 0.1}}`, `null`) with Hydra's liberties (`CommandLineValue`); nothing after the `=` is
/// the empty text.
///
/// - Source: Hydra 1.3, "Override Grammar"; where we differ: `a.b=v` may set a key the file leaves out.
package struct SpecOverride: Sendable {
    package enum Action: Sendable {
        case set
        case add
        case setOrAdd
        case delete
    }

    package let action: Action
    let path: [SpecPathSegment]
    package let value: SpecNode?
    package let argument: String
    package let index: Int

    /// Reads one argument; reports and returns nil when it is not an override.
    package init?(_ argument: String, index: Int, diagnostics: inout DiagnosticBag) {
        let characters = Array(argument.unicodeScalars)
        let (action, start) = Self.action(of: argument)
        self.action = action
        self.argument = argument
        self.index = index
        do {
            let (segments, end) = try SpecPathParser.parse(characters, from: start, until: ["="])
            path = segments
            guard end < characters.count, characters[end] == "=" else {
                value = nil
                if action != .delete || end < characters.count {
                    diagnostics.report(Self.malformed(argument, index))
                    return nil
                }
                return
            }
            let errorsBefore = diagnostics.all.count
            value = Self.value(characters, after: end, argument, index, &diagnostics)
            if diagnostics.all.count > errorsBefore { return nil }
        } catch {
            let place = OverrideSpan(
                argument: argument, index: index, column: error.start + 1, length: error.length)
            diagnostics.report(
                Diagnostic("bad-override", error.message, at: .override(place), help: Self.grammar))
            return nil
        }
    }

    /// Sets a value that was not typed as an argument, such as that of a sweep's trial, and adds it where it is not
    /// there; nil when the path is none.
    package init?(setting path: String, to value: SpecNode) {
        let characters = Array(path.unicodeScalars)
        guard let (segments, end) = try? SpecPathParser.parse(characters, from: 0, until: []),
            end == characters.count
        else { return nil }
        action = .setOrAdd
        self.path = segments
        self.value = value
        argument = path + "=" + value.canonicalJSON
        index = 0
    }

    private static let grammar = "write key.key=value, +key=value or ~key"

    private static func malformed(_ argument: String, _ index: Int) -> Diagnostic {
        Diagnostic(
            "bad-override", "an override needs a '=' and a value",
            at: .override(OverrideSpan(argument: argument, index: index)), help: grammar)
    }

    private static func action(of argument: String) -> (Action, start: Int) {
        if argument.hasPrefix("++") { return (.setOrAdd, 2) }
        if argument.hasPrefix("+") { return (.add, 1) }
        if argument.hasPrefix("~") { return (.delete, 1) }
        return (.set, 0)
    }

    private static func value(
        _ characters: [Unicode.Scalar], after equals: Int, _ argument: String, _ index: Int,
        _ diagnostics: inout DiagnosticBag
    ) -> SpecNode {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: characters[(equals + 1)...])
        let text = String(view)
        let column = equals + 2
        let length = characters.count - equals - 1
        let place = OverrideSpan(
            argument: argument, index: index, column: length == 0 ? equals + 1 : column, length: length)
        let whole = SpecNode(.string(text), origin: .override(place))
        if text.allSatisfy(\.isWhitespace) { return SpecNode(.string(""), origin: .override(place)) }
        let read = CommandLineValue.read(characters, from: equals + 1) { range in
            .override(
                OverrideSpan(
                    argument: argument, index: index, column: range.lowerBound + 1, length: range.count))
        }
        if let read { return read }
        let placement = YAMLPlacement.override(argument: argument, index: index, column: column)
        return YAMLReader.read(text, placement: placement, diagnostics: &diagnostics) ?? whole
    }

    /// Where a segment of the path stands.
    func origin(of segment: SpecPathSegment) -> Origin {
        .override(
            OverrideSpan(
                argument: argument, index: index, column: segment.start + 1, length: segment.length))
    }

    /// The path up to and including a segment, for messages.
    func path(to segment: SpecPathSegment) -> String {
        path.prefix { $0.start <= segment.start }.map(\.text).joined(separator: ".")
    }
}
