/// What an interpolation is inside a longer text.
extension Interpolator {
    /// The text a part stands for inside a longer text: as it was written, `007` and `1.10` as well.
    mutating func inlineText(
        of part: InterpolationTemplate.Part, at origin: Origin, _ isSecret: inout Bool
    ) throws -> String {
        let node: SpecNode
        switch part {
        case .environment(let name, _, let written):
            if let text = environment[name] {
                warn(about: name, written, origin)
                return text
            }
            node = try value(of: part, at: origin)
        case .reference(let path, let written):
            node = try refer(to: path, written: written)
        case .text, .secret:
            node = try value(of: part, at: origin)
        }
        if node.isSecret { isSecret = true }
        if let text = writtenText(of: node) { return text }
        guard let text = node.content.inlineText else {
            throw Failure(
                code: "bad-interpolation", message: "\(node.content.phrase) cannot stand inside a text",
                written: part.written)
        }
        return text
    }

    /// How a number or truth value was written, where that can be known.
    private func writtenText(of node: SpecNode) -> String? {
        switch node.content {
        case .bool, .integer, .number: break
        case .null, .string, .list, .map: return nil
        }
        let written: String
        switch node.origin {
        case .environment(let name, _):
            written = environment[name] ?? ""
        case .file(let span):
            guard let line = sources[span.start.file]?.line(span.start.line) else { return nil }
            written = Self.part(of: line, from: span.start.column, span.length)
        case .override(let span):
            written = Self.part(of: span.argument, from: span.column, span.length)
        case .secret, .defaultValue:
            return nil
        }
        let content = CommandLineValue.content(of: written)
        return content.isSame(as: node.content) ? written : nil
    }

    private static func part(of line: String, from column: Int, _ length: Int) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: line.unicodeScalars.dropFirst(column - 1).prefix(length))
        return String(view)
    }

    /// Says once that a variable whose name looks like a secret will be written down.
    mutating func warn(about name: String, _ written: String, _ origin: Origin) {
        let words = name.uppercased().split(separator: "_")
        let signs = ["TOKEN", "PASSWORD", "PASSWD", "SECRET", "APIKEY"]
        let isSecret = words.contains { word in
            ["KEY", "KEYS", "PASS", "PWD"].contains(word) || signs.contains { word.contains($0) }
        }
        guard isSecret, told.insert(name).inserted else { return }
        diagnostics.report(
            Diagnostic(
                "secret-in-environment",
                "the value of \(name) looks like a secret, and is written into the files of the run",
                at: narrowed(origin, to: written) ?? origin, help: "write ${secret:\(name)}",
                severity: .warning))
    }
}

extension InterpolationTemplate.Part {
    /// Whether the value comes from the environment and is an address with a password.
    func isEnvironmentWithPassword(_ node: SpecNode) -> Bool {
        guard case .environment = self, case .string(let text) = node.content else { return false }
        return Secrets.holdsPassword(text)
    }

    var written: String? {
        switch self {
        case .text: nil
        case .reference(_, let written), .environment(_, _, let written), .secret(_, let written): written
        }
    }
}

extension SpecContent {
    /// The value as it appears inside a longer text; nil for lists and maps.
    fileprivate var inlineText: String? {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .number(let value): numberText(value)
        case .string(let text): text
        case .list, .map: nil
        }
    }
}
