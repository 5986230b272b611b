import Spec
import Sweep

/// Tells the parameters among the arguments of `assay sweep` from changes of the specification, by how their values are
/// written.
///
///     optimizer.lr=0.1,0.01                            a list: the commas stand outside brackets and quotes
///     train.batch_size=choice(256,1024)                the same
///     model.0.units=range(16,64,16)                    any domain by its name, with its bounds
///     optimizer.momentum=interval(0,0.99)              uniform; int_uniform for whole numbers
///     optimizer.lr=tag(log,interval(1e-4,1))           log_uniform
///     train.epochs=5                                   anything else changes the specification
///
/// - Errors: `bad-override` for what looks like a domain and is none
/// - Source: Hydra 1.3, "Extended grammar", for the notation of `choice`, `range`, `interval` and `tag`
enum SweepArguments {
    static func split(_ arguments: [String]) -> (
        parameters: [SweepParameter], overrides: [String], diagnostics: DiagnosticBag
    ) {
        var diagnostics = DiagnosticBag()
        var parameters: [SweepParameter] = []
        var overrides: [String] = []
        for (index, argument) in arguments.enumerated() {
            guard let (path, value) = pathAndValue(argument), let written = domain(value) else {
                overrides.append(argument)
                continue
            }
            let origin = Origin.override(OverrideSpan(argument: argument, index: index))
            guard case .success(let text) = written, let node = node(text, argument, index, &diagnostics)
            else {
                if case .failure(let problem) = written {
                    diagnostics.report(
                        Diagnostic("bad-override", problem.message, at: origin, help: problem.help))
                }
                continue
            }
            let entry = SpecEntry(key: path, keyOrigin: origin, value: node)
            if let parameter = SweepParameter(entry: entry, diagnostics: &diagnostics) {
                parameters.append(parameter)
            }
        }
        return (parameters, overrides, diagnostics)
    }

    private struct Problem: Error {
        var message: String
        var help: String?
    }

    private static func pathAndValue(_ argument: String) -> (path: String, value: String)? {
        guard !argument.hasPrefix("+"), !argument.hasPrefix("~") else { return nil }
        let characters = Array(argument.unicodeScalars)
        guard let (_, end) = try? SpecPathParser.parse(characters, from: 0, until: ["="]),
            end < characters.count, characters[end] == "="
        else { return nil }
        func text(_ part: ArraySlice<Unicode.Scalar>) -> String {
            var view = String.UnicodeScalarView()
            view.append(contentsOf: part)
            return String(view)
        }
        return (text(characters[..<end]), text(characters[(end + 1)...]))
    }

    /// The values as YAML; nil for a plain value.
    private static func domain(_ value: String) -> Result<String, Problem>? {
        let value = trimmed(value)
        if let (name, arguments) = call(value) { return domain(name, arguments) }
        let items = pieces(value)
        return items.count > 1 ? .success("[\(items.joined(separator: ", "))]") : nil
    }

    private static func domain(_ name: String, _ arguments: [String]) -> Result<String, Problem> {
        let list = "[\(arguments.joined(separator: ", "))]"
        switch name {
        case "choice":
            return .success(list)
        case "interval":
            let areWhole = arguments.allSatisfy { Int($0) != nil }
            return .success("{\(areWhole ? "int_uniform" : "uniform"): \(list)}")
        case "tag":
            guard arguments.count == 2, arguments[0] == "log", let (inner, bounds) = call(arguments[1]),
                inner == "interval"
            else {
                return .failure(
                    Problem(
                        message: "the only tag is log, of an interval",
                        help: "write tag(log,interval(1e-4,1))"))
            }
            let areWhole = bounds.allSatisfy { Int($0) != nil }
            let isCount = areWhole && bounds.allSatisfy { Int($0) != 1 }
            return .success("{\(isCount ? "log_int" : "log_uniform"): [\(bounds.joined(separator: ", "))]}")
        default:
            let names = domainFamily.members.map { $0.name } + ["interval", "tag"]
            guard domainFamily.members.contains(where: { $0.name == name }) else {
                let near = nearestName(to: name, in: names)
                return .failure(
                    Problem(
                        message: "there is no domain '\(name)'",
                        help: near.map { "did you mean '\($0)'?" } ?? "domains: "
                            + names.joined(separator: ", ")))
            }
            return .success("{\(name): \(list)}")
        }
    }

    private static func node(
        _ text: String, _ argument: String, _ index: Int, _ diagnostics: inout DiagnosticBag
    ) -> SpecNode? {
        let before = diagnostics.all.count
        let placement = YAMLPlacement.override(argument: argument, index: index, column: 1)
        let node = YAMLReader.read(text, placement: placement, diagnostics: &diagnostics)
        guard diagnostics.all.count == before, let node else { return nil }
        let origin = Origin.override(OverrideSpan(argument: argument, index: index))
        return SpecNode(node.content.placed(at: origin), origin: origin)
    }

    /// `name(a,b)` as its name and arguments.
    private static func call(_ text: String) -> (name: String, arguments: [String])? {
        guard text.hasSuffix(")"), let open = text.firstIndex(of: "(") else { return nil }
        let name = text[..<open]
        guard !name.isEmpty, name.allSatisfy({ ($0.isASCII && $0.isLowercase) || $0 == "_" }) else {
            return nil
        }
        return (String(name), pieces(String(text[text.index(after: open)...].dropLast())))
    }

    /// The parts between commas outside of brackets and quotes.
    private static func pieces(_ text: String) -> [String] {
        var pieces: [String] = []
        var piece = ""
        var depth = 0
        var quote: Character?
        for character in text {
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if "([{".contains(character) {
                depth += 1
            } else if ")]}".contains(character) {
                depth -= 1
            } else if character == ",", depth == 0 {
                pieces.append(trimmed(piece))
                piece = ""
                continue
            }
            piece.append(character)
        }
        return pieces + [trimmed(piece)]
    }

    private static func trimmed(_ text: String) -> String {
        String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
