/// Where a specification is read from.
package enum SpecInput: Sendable {
    /// A file, `-` for standard input.
    case path(String)
    /// A text; relative paths in it start from the folder part of `name`.
    case text(String, name: String)
}

/// A specification as a canonical tree: layers merged, overrides applied, interpolations replaced, not yet
/// decoded.
package struct CanonicalSpec: Sendable {
    /// nil when there is nothing to decode; the diagnostics then say why.
    package var root: SpecNode?
    /// The files as they were written.
    package var sources: SourceTexts
    package var diagnostics: DiagnosticBag
    /// Places already reported, complaints about which would be echoes.
    var reported: Set<Origin>
}

/// A specification read and decoded.
package struct TypedSpec<Section: SpecSection>: Sendable {
    /// The decoded specification; nil when there was nothing to decode. Use it only when `diagnostics` has no
    /// errors: until then defaults stand in for what is wrong.
    package var value: Section?
    /// Everything filled in, in canonical form, each value with its origin.
    package var resolved: SpecNode?
    /// The canonical tree it was decoded from; nil when there was none.
    package var root: SpecNode?
    package var sources: SourceTexts
    package var diagnostics: DiagnosticBag
    /// The fields of the root in which something is wrong; nil when more than that is wrong, so that none can be relied
    /// on.
    package var faulty: Set<String>?

    /// The findings as text.
    package func text(color: Bool = false) -> String {
        DiagnosticText(sources: sources, color: color).render(diagnostics)
    }
}

/// Reads specifications: file, `extends`, overrides, interpolation, decoding, in this order.
package enum SpecReader {
    /// Reads and decodes; every finding of every stage is in the result.
    package static func load<Section: SpecSection>(
        _ input: SpecInput, overrides: [String] = [], environment: [String: String] = [:],
        as type: Section.Type
    ) -> TypedSpec<Section> {
        MergedSpec(input, overrides: overrides, environment: environment, as: type).load()
    }

    /// Reads without decoding. The type says which fields there are, so that overrides and interpolations can
    /// see through the forms of a component.
    package static func read<Section: SpecSection>(
        _ input: SpecInput, overrides: [String] = [], environment: [String: String] = [:],
        as type: Section.Type
    ) -> CanonicalSpec {
        MergedSpec(input, overrides: overrides, environment: environment, as: type).read()
    }
}
