import Spec

/// A swept key: its path in the specification, its values, and when it counts.
package struct SweepParameter: Sendable {
    /// The path as written, in the grammar of overrides: `optimizer.lr`, `model.0.units`.
    package let path: String
    /// Where the path stands.
    package let origin: Origin
    package let domain: ParameterDomain
    /// When the parameter counts; nil for always.
    package let condition: ParameterCondition?
    /// How the specification writes the domain.
    package let resolved: SpecContent
    /// The parts of the path: `model[0].units` and `model.0.units` have the same.
    package let segments: [String]

    package init(
        path: String, origin: Origin = .defaultValue, domain: ParameterDomain,
        condition: ParameterCondition? = nil, resolved: SpecContent = .null
    ) {
        self.path = path
        self.origin = origin
        self.domain = domain
        self.condition = condition
        self.resolved = resolved
        segments = SweepPath.segments(of: path)
    }

    /// The last part of the path, by which expressions may name the parameter.
    package var shortName: String { segments.last ?? path }
}

/// Paths of swept keys.
package enum SweepPath {
    /// The parts of a path; the whole text where it is not a path.
    package static func segments(of path: String) -> [String] {
        guard let parsed = try? SpecPathParser.parse(Array(path.unicodeScalars), from: 0, until: []) else {
            return [path]
        }
        return parsed.segments.map(\.text)
    }

    /// Reports a text that is not a path; `column` is where it starts within what `origin` covers, from 0.
    static func check(_ path: String, at origin: Origin, diagnostics: inout DiagnosticBag) -> Bool {
        let characters = Array(path.unicodeScalars)
        do {
            let (segments, end) = try SpecPathParser.parse(characters, from: 0, until: [])
            guard end == characters.count, segments.allSatisfy({ !$0.text.isEmpty }) else {
                diagnostics.report(
                    Diagnostic("bad-path", "'\(path)' is not the path of a key", at: origin, help: grammar))
                return false
            }
            return true
        } catch {
            let place = SpecNode(.string(path), origin: origin)
                .origin(ofCharacters: error.start..<(error.start + error.length))
            diagnostics.report(Diagnostic("bad-path", error.message, at: place, help: grammar))
            return false
        }
    }

    private static let grammar = "write the keys on the way with points between them, such as optimizer.lr"
}
