/// A specification read and merged once, to be resolved many times, each time with other changes: the trials of a
/// sweep.
///
/// What was changed from the command line is part of it. The further changes are applied together with it, the higher
/// one in the tree first (`OverrideSequence`); references are resolved anew each time, so that they see the changes.
package struct MergedSpec<Section: SpecSection>: Sendable {
    /// Nil when there is nothing to resolve; the diagnostics then say why.
    private let root: SpecNode?
    private let fields: [FieldDescription]
    private let environment: [String: String]
    private let overrides: [SpecOverride]
    private let diagnostics: DiagnosticBag
    package let sources: SourceTexts

    package init(
        _ input: SpecInput, overrides: [String] = [], environment: [String: String] = [:],
        as type: Section.Type = Section.self
    ) {
        let fields = FieldReader.fields(of: type)
        var loader = LayerLoader(fields: fields, presets: type.presets)
        let layers: SpecNode?
        switch input {
        case .path(let path): layers = loader.load(path: path)
        case .text(let text, let name): layers = loader.load(SourceText(name: name, text: text))
        }
        var diagnostics = loader.diagnostics
        self.overrides = overrides.enumerated().compactMap { index, argument in
            SpecOverride(argument, index: index, diagnostics: &diagnostics)
        }
        root = layers
        self.fields = fields
        self.environment = environment
        self.diagnostics = diagnostics
        sources = loader.sources
    }

    /// Where a path leads, by the fields' own names: two names of one field have the same place. Nil for what is no
    /// path.
    package func place(of path: String) -> [String]? {
        guard let root, let change = SpecOverride(setting: path, to: SpecNode(.null, origin: .defaultValue))
        else { return nil }
        return OverrideTarget(change, in: root, fields: fields).path
    }

    /// The canonical tree with further changes, references replaced, not yet decoded.
    package func read(changing changes: [SpecOverride] = []) -> CanonicalSpec {
        var diagnostics = diagnostics
        guard var root else {
            return CanonicalSpec(root: nil, sources: sources, diagnostics: diagnostics, reported: [])
        }
        root = OverrideSequence.apply(
            [overrides, changes], to: root, fields: fields, diagnostics: &diagnostics)
        var interpolator = Interpolator(
            root: root, fields: fields, environment: environment, sources: sources)
        root = ComponentNormalizer.normalize(interpolator.resolveAll(), .section(fields))
        diagnostics.report(contentsOf: interpolator.diagnostics)
        let reported = interpolator.failures.union(diagnostics.all.map(\.origin))
        return CanonicalSpec(root: root, sources: sources, diagnostics: diagnostics, reported: reported)
    }

    /// Reads and decodes; every finding of every stage is in the result.
    ///
    /// - Parameter leavingOut: keys at the top that are not decoded: what references may need, but the caller does not
    package func load(
        changing changes: [SpecOverride] = [], leavingOut: Set<String> = []
    ) -> TypedSpec<Section> {
        let reading = read(changing: changes)
        guard var root = reading.root else {
            return TypedSpec(value: nil, sources: reading.sources, diagnostics: reading.diagnostics)
        }
        if !leavingOut.isEmpty, case .map(let entries) = root.content {
            root = SpecNode(.map(entries.filter { !leavingOut.contains($0.key) }), origin: root.origin)
        }
        let decoded = FieldReader.decode(root: root, as: Section.self)
        var diagnostics = reading.diagnostics
        for diagnostic in decoded.diagnostics.all where !reading.reported.contains(diagnostic.origin) {
            diagnostics.report(diagnostic)
        }
        return TypedSpec(
            value: decoded.value, resolved: decoded.resolved, root: root, sources: reading.sources,
            diagnostics: diagnostics, faulty: reading.diagnostics.hasErrors ? nil : decoded.faulty)
    }
}
