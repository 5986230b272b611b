/// Replaces every `${…}` of a canonical tree by what it stands for.
///
/// A value that is nothing but one `${path}` takes over the other value with its type, also a whole list or map; inside
/// a longer text the value is inserted as it was written. What is made with a `${secret:…}` keeps the text before
/// (`Origin.secret`), which is all that is shown of it. References see the defaults of declared fields. Each path is
/// resolved once; circles, unknown paths, missing environment variables and texts that grow without bound are reported
/// at the value they stand in, which then stays as it is.
struct Interpolator {
    let root: SpecNode
    let fields: [FieldDescription]
    let environment: [String: String]
    let sources: SourceTexts
    var diagnostics = DiagnosticBag()
    /// Values that could not be resolved, by where they stand: complaints about them would only be echoes.
    private(set) var failures: Set<Origin> = []
    private var failureCount = 0
    /// Variables that have been warned of.
    var told: Set<String> = []

    private var chain: [String] = []
    private var finished: [String: SpecNode?] = [:]
    private var copiedNodes = 0
    private var writtenCharacters = 0

    private static let maximumChain = 50
    private static let maximumCharacters = 1_000_000
    /// Longest line in which the place of an interpolation is looked for, in characters.
    private static let maximumSearchedLine = 10_000

    /// A failure inside one value.
    struct Failure: Error {
        var code: String
        var message: String
        var help: String?
        /// The part of the text at fault.
        var written: String?
    }

    init(root: SpecNode, fields: [FieldDescription], environment: [String: String], sources: SourceTexts) {
        self.root = root
        self.fields = fields
        self.environment = environment
        self.sources = sources
    }

    /// The tree with everything replaced.
    mutating func resolveAll() -> SpecNode { resolve(root) }

    private mutating func resolve(_ node: SpecNode) -> SpecNode {
        switch node.content {
        case .null, .bool, .integer, .number:
            return node
        case .list(let items):
            var resolved: [SpecNode] = []
            for item in items { resolved.append(resolve(item)) }
            return SpecNode(.list(resolved), origin: node.origin)
        case .map(let entries):
            var resolved: [SpecEntry] = []
            for entry in entries {
                let value = resolve(entry.value)
                resolved.append(SpecEntry(key: entry.key, keyOrigin: entry.keyOrigin, value: value))
            }
            return SpecNode(.map(resolved), origin: node.origin)
        case .string(let text):
            guard InterpolationTemplate.isNeeded(for: text) else { return node }
            return resolve(text, in: node)
        }
    }

    private mutating func resolve(_ text: String, in node: SpecNode) -> SpecNode {
        do {
            return try evaluate(try InterpolationTemplate(text), at: node.origin, written: text)
        } catch let problem as SpecPathProblem {
            let part = text.unicodeScalars.dropFirst(problem.start).prefix(problem.length)
            let written = String(String.UnicodeScalarView(part))
            fail(Failure(code: "bad-interpolation", message: problem.message, written: written), node)
        } catch let failure as Failure {
            fail(failure, node)
        } catch {
            fail(Failure(code: "bad-interpolation", message: "\(error)"), node)
        }
        return node
    }

    private mutating func fail(_ failure: Failure, _ node: SpecNode) {
        failures.insert(node.origin)
        failureCount += 1
        guard !failure.message.isEmpty else { return }
        let place = failure.written.flatMap { narrowed(node.origin, to: $0) } ?? node.origin
        diagnostics.report(Diagnostic(failure.code, failure.message, at: place, help: failure.help))
    }

    /// The part of the source line that holds the interpolation itself.
    func narrowed(_ origin: Origin, to written: String) -> Origin? {
        guard case .file(var span) = origin, let source = sources[span.start.file],
            source.length(ofLine: span.start.line) <= Self.maximumSearchedLine,
            let text = source.line(span.start.line)
        else { return nil }
        let line = Array(text.unicodeScalars)
        let wanted = Array(written.unicodeScalars)
        var column = span.start.column - 1
        while column + wanted.count <= line.count {
            if line[column...].starts(with: wanted) {
                span.start.column = column + 1
                span.length = wanted.count
                return .file(span)
            }
            column += 1
        }
        return nil
    }

    private mutating func evaluate(
        _ template: InterpolationTemplate, at origin: Origin, written: String
    ) throws -> SpecNode {
        if template.parts.count == 1, let part = template.parts.first {
            let node = try value(of: part, at: origin)
            if node.isSecret || part.isEnvironmentWithPassword(node) {
                return SpecNode(node.content, origin: .secret(written: written, origin))
            }
            return node
        }
        var text = ""
        var isSecret = false
        var usesEnvironment = false
        for part in template.parts {
            let inline = try inlineText(of: part, at: origin, &isSecret)
            if case .environment = part { usesEnvironment = true }
            text += inline
            writtenCharacters += inline.utf8.count
            guard writtenCharacters <= Self.maximumCharacters else {
                throw Failure(code: "too-large", message: "the interpolated texts grow too long here")
            }
        }
        // An address with a password is shown as it was written as well.
        if isSecret || (usesEnvironment && Secrets.holdsPassword(text)) {
            return SpecNode(.string(text), origin: .secret(written: written, origin))
        }
        return SpecNode(.string(text), origin: origin)
    }

    mutating func value(of part: InterpolationTemplate.Part, at origin: Origin) throws -> SpecNode {
        switch part {
        case .text(let text):
            return SpecNode(.string(text), origin: origin)
        case .environment(let name, let standard, let written):
            if let text = environment[name] {
                warn(about: name, written, origin)
                let place = origin.span.map { Origin.environment(name: name, $0) } ?? origin
                return SpecNode(CoreSchema.content(ofPlain: text), origin: place)
            }
            guard let standard else {
                throw Failure(
                    code: "missing-environment", message: "the environment variable \(name) is not set",
                    help: "set it, or give a default: ${env:\(name),default}", written: written)
            }
            let value = try evaluate(standard, at: origin, written: written)
            if value.isSecret { return value }
            if case .string(let text) = value.content {
                return SpecNode(CoreSchema.content(ofPlain: text.trimmed), origin: origin)
            }
            return value
        case .reference(let path, let written):
            var value = try refer(to: path, written: written)
            if case .list = value.content { return value }
            if case .map = value.content { return value }
            if value.isSecret { return value }
            value.origin = origin
            return value
        case .secret(let source, let written):
            let text = try source.value(environment, folder: origin.folder, written: written)
            Secrets.add(text)
            return SpecNode(.string(text), origin: .secret(written: written, origin))
        }
    }

    /// The resolved value at a path, from the tree or from the defaults.
    mutating func refer(to path: [SpecPathSegment], written: String) throws -> SpecNode {
        let name = path.map(\.text).joined(separator: ".")
        if let known = finished[name] {
            guard let known else { throw Failure(code: "bad-interpolation", message: "") }
            try count(known, written)
            return known
        }
        if let start = chain.firstIndex(of: name) {
            let circle = (chain[start...] + [name]).joined(separator: " → ")
            throw Failure(
                code: "interpolation-circle", message: "the interpolation goes in a circle: \(circle)",
                written: written)
        }
        guard chain.count < Self.maximumChain else {
            throw Failure(
                code: "too-deep",
                message: "more than \(Self.maximumChain) interpolations refer to each other",
                written: written)
        }
        chain.append(name)
        defer { chain.removeLast() }
        do {
            let value = try look(up: path, written: written)
            try count(value, written)
            guard value.depth <= YAMLLimits.depth else {
                throw Failure(
                    code: "too-deep", message: "the interpolations nest more than \(YAMLLimits.depth) deep",
                    written: written)
            }
            finished[name] = value
            return value
        } catch {
            finished[name] = .some(nil)
            throw error
        }
    }

    private mutating func count(_ node: SpecNode, _ written: String) throws {
        if copiedNodes <= YAMLLimits.nodes { copiedNodes += node.nodeCount }
        guard copiedNodes <= YAMLLimits.nodes else {
            throw Failure(
                code: "too-large",
                message: "the interpolations unfold into more than \(YAMLLimits.nodesText) values",
                written: written)
        }
    }

    private mutating func look(up path: [SpecPathSegment], written: String) throws -> SpecNode {
        var node = root
        var type: FieldType? = .section(fields)
        var isResolved = false
        for (position, segment) in path.enumerated() {
            if !isResolved, case .string(let text) = node.content, InterpolationTemplate.isNeeded(for: text) {
                let before = failureCount
                node = resolve(node)
                isResolved = true
                if failureCount > before { throw Failure(code: "bad-interpolation", message: "") }
            }
            let step = SpecPathStep(node, type, segment.text, isLast: position == path.count - 1)
            guard let next = step.node else {
                let near = nearestName(to: segment.text, in: step.names)
                let missing = path[...position].map(\.text).joined(separator: ".")
                throw Failure(
                    code: "unknown-reference",
                    message: "'\(written)' refers to '\(missing)', which does not exist",
                    help: near.map { "did you mean '\($0)'?" }, written: written)
            }
            node = next
            type = step.type
        }
        guard !isResolved else { return node }
        let before = failureCount
        let value = resolve(node)
        if failureCount > before { throw Failure(code: "bad-interpolation", message: "") }
        return value
    }
}
