import Foundation

/// Reads a specification and everything it `extends`, each file once, and lays them over each other.
struct LayerLoader {
    private(set) var sources = SourceTexts()
    private(set) var diagnostics = DiagnosticBag()
    private let fields: [FieldDescription]
    private let presets: [SpecPreset]
    private var finished: [String: SpecNode?] = [:]
    private var chain: [Link] = []

    private struct Link {
        var identity: String
        var name: String
    }

    private static let maximumChain = 50

    init(fields: [FieldDescription], presets: [SpecPreset] = []) {
        self.fields = fields
        self.presets = presets
    }

    /// The merged tree of a file, nil when it or a file below it cannot be used.
    mutating func load(path: String, askedAt place: Origin? = nil) -> SpecNode? {
        let identity = path == "-" ? path : URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        if let known = finished[identity] { return known }
        if let start = chain.firstIndex(where: { $0.identity == identity }) {
            let circle = (chain[start...].map(\.name) + [path]).joined(separator: " → ")
            report("extends-circle", "'extends' goes in a circle: \(circle)", at: place)
            return nil
        }
        guard chain.count < Self.maximumChain else {
            report(
                "extends-depth", "more than \(Self.maximumChain) specifications extend each other", at: place)
            return nil
        }
        switch SpecFile.read(path, askedAt: place) {
        case .failure(let error):
            if let source = error.source { sources.add(source) }
            diagnostics.report(error.diagnostic)
            finished[identity] = .some(nil)
            return nil
        case .success(let source):
            chain.append(Link(identity: identity, name: source.name))
            let node = load(source)
            chain.removeLast()
            finished[identity] = .some(node)
            return node
        }
    }

    /// The merged tree of a text.
    mutating func load(_ source: SourceText) -> SpecNode? {
        let source = source.withoutByteOrderMark
        sources.add(source)
        let place = YAMLPlacement.file(source)
        let errorsBefore = diagnostics.all.count
        let node = YAMLReader.read(source.text, placement: place, diagnostics: &diagnostics)
        guard let node else {
            if diagnostics.all.count == errorsBefore {
                let start = SourceLocation(file: source.name, line: 1, column: 1)
                report("empty", "the specification is empty", at: .file(SourceSpan(start: start, length: 1)))
            }
            return nil
        }
        guard case .map(var entries) = node.content else {
            let message = "a specification is a map of keys and values, found \(node.content.phrase)"
            report("wrong-type", message, at: node.origin)
            return nil
        }
        let position = entries.firstIndex { $0.key == "extends" }
        let extended = position.map { entries.remove(at: $0) }
        let own = SpecNode(.map(ComponentNormalizer.normalize(entries, fields)), origin: node.origin)
        guard let extended else { return own }
        return lay(own, over: extended.value, in: source)
    }

    private mutating func lay(_ own: SpecNode, over extended: SpecNode, in source: SourceText) -> SpecNode? {
        var bases = [extended]
        if case .list(let items) = extended.content { bases = items }
        var merged: SpecNode?
        var isComplete = true
        for base in bases {
            guard case .string(let text) = base.content, !text.isEmpty else {
                diagnostics.report(.wrongType(expected: "the path of a specification", found: base))
                isComplete = false
                continue
            }
            if text.hasPrefix(SpecPreset.prefix) {
                guard let node = load(preset: text, at: base.origin) else {
                    isComplete = false
                    continue
                }
                merged = merged.map { LayerMerge.merge($0, with: node) } ?? node
                continue
            }
            let path = SpecPath(text: text, folder: base.origin.folder).resolved
            guard let node = load(path: path, askedAt: base.origin) else {
                isComplete = false
                continue
            }
            merged = merged.map { LayerMerge.merge($0, with: node) } ?? node
        }
        guard isComplete else { return nil }
        return merged.map { LayerMerge.merge($0, with: own) } ?? own
    }

    /// A specification that the program brings along.
    private mutating func load(preset text: String, at place: Origin) -> SpecNode? {
        if let known = finished[text] { return known }
        let name = String(text.dropFirst(SpecPreset.prefix.count)).trimmingPrefix(" ")
        guard let preset = presets.first(where: { $0.name == name }) else {
            let names = presets.map(\.name)
            let beginning = names.filter { $0.hasPrefix(name + "_") }
            diagnostics.report(
                Diagnostic(
                    "unknown-preset", "there is no preset '\(name)'", at: place,
                    help: beginning.isEmpty
                        ? nearestName(to: String(name), in: names).map {
                            "did you mean '\(SpecPreset.prefix)\($0)'?"
                        }
                        : "choose "
                            + beginning.map { "'\(SpecPreset.prefix)\($0)'" }.joined(separator: " or "),
                    notes: ["presets: " + names.joined(separator: ", ")]))
            return nil
        }
        let node = load(SourceText(name: text, text: preset.text))
        finished[text] = .some(node)
        return node
    }

    private mutating func report(_ code: String, _ message: String, at place: Origin?) {
        diagnostics.report(Diagnostic(code, message, at: place ?? .defaultValue))
    }
}
