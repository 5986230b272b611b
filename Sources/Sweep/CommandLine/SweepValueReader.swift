import Spec

/// Reads what stands behind the `=` of a swept key into the domain that the specification would write.
struct SweepValueReader {
    /// Why a value cannot be read.
    struct Problem: Error {
        var diagnostic: Diagnostic
    }

    let argument: String
    let characters: [Unicode.Scalar]
    let index: Int
    var diagnostics = DiagnosticBag()

    /// Where a stretch of the argument stands.
    func origin(_ range: Range<Int>) -> Origin {
        .override(
            OverrideSpan(
                argument: argument, index: index, column: range.lowerBound + 1, length: max(1, range.count)))
    }

    func problem(_ message: String, at range: Range<Int>, help: String? = nil) -> Problem {
        Problem(diagnostic: Diagnostic("bad-sweep", message, at: origin(range), help: help))
    }

    /// The domain from a position to the end; nil when it is an ordinary value.
    mutating func domain(from start: Int) throws(Problem) -> SpecNode? {
        let range = trimmed(start..<characters.count)
        let parts = split(range)
        if parts.count > 1 {
            var values: [SpecNode] = []
            for part in parts {
                if let name = functionName(at: part) {
                    throw problem(
                        "'\(name)(…)' cannot be one of several values", at: part,
                        help: "write it alone, or list plain values")
                }
                values.append(try value(part))
            }
            return SpecNode(.list(values), origin: origin(range))
        }
        guard let name = functionName(at: range) else {
            try refuseUnknownFunction(range)
            return nil
        }
        return try call(name, range).node(at: origin(range))
    }

    // MARK: Text

    func text(_ range: Range<Int>) -> String { String(String.UnicodeScalarView(characters[range])) }

    /// The range without white space at its ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var lower = range.lowerBound
        var upper = range.upperBound
        while lower < upper, characters[lower].properties.isWhitespace { lower += 1 }
        while upper > lower, characters[upper - 1].properties.isWhitespace { upper -= 1 }
        return lower..<upper
    }

    /// The stretches between commas that stand outside brackets and quotes; a quote counts only where a value
    /// begins.
    func split(_ range: Range<Int>) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var start = range.lowerBound
        var depth = 0
        var quote: Unicode.Scalar?
        var beginsValue = true
        for position in range {
            let character = characters[position]
            if let open = quote {
                if character == open { quote = nil }
                continue
            }
            switch character {
            case "'", "\"":
                if beginsValue { quote = character }
            case "(", "[", "{":
                depth += 1
            case ")", "]", "}":
                depth -= 1
            case "," where depth == 0:
                parts.append(start..<position)
                start = position + 1
            default: break
            }
            if !character.properties.isWhitespace {
                beginsValue = "([{,:=".unicodeScalars.contains(character)
            }
        }
        parts.append(start..<range.upperBound)
        return parts
    }

    /// The word before an opening bracket at the beginning of a range; nil when there is none.
    func word(at range: Range<Int>) -> (name: String, end: Int)? {
        let range = trimmed(range)
        var end = range.lowerBound
        while end < range.upperBound, characters[end].properties.isAlphabetic || characters[end] == "_" {
            end += 1
        }
        guard end > range.lowerBound, end < range.upperBound, characters[end] == "(" else { return nil }
        return (text(range.lowerBound..<end), end)
    }

    func functionName(at range: Range<Int>) -> String? {
        guard let name = word(at: range)?.name, SweepCall.names.contains(name) else { return nil }
        return name
    }

    /// A word with brackets that is nearly a function, or one of Hydra's that a specification has no use for.
    private func refuseUnknownFunction(_ range: Range<Int>) throws(Problem) {
        guard let (name, end) = word(at: range) else { return }
        let place = range.lowerBound..<end
        if ["glob", "shuffle", "sort", "json_str", "extend_list"].contains(name) {
            throw problem("'\(name)' is not available here", at: place, help: "list the values with commas")
        }
        guard ExpressionFunction(rawValue: name) == nil,
            let near = nearestName(to: name, in: SweepCall.names)
        else { return }
        throw problem("there is no function '\(name)' for values", at: place, help: "did you mean '\(near)'?")
    }

    /// One plain value, as YAML.
    mutating func value(_ range: Range<Int>) throws(Problem) -> SpecNode {
        let range = trimmed(range)
        guard !range.isEmpty else {
            let place = max(0, range.lowerBound - 1)..<range.lowerBound
            throw problem(
                "a value is missing here", at: place, help: "remove the comma, or write '' for no text")
        }
        let placement = YAMLPlacement.override(argument: argument, index: index, column: range.lowerBound + 1)
        let node = YAMLReader.read(text(range), placement: placement, diagnostics: &diagnostics)
        return node ?? SpecNode(.null, origin: origin(range))
    }

    // MARK: Calls

    /// `name(arguments)` over a whole range.
    mutating func call(_ name: String, _ range: Range<Int>) throws(Problem) -> SweepCall {
        guard let (_, open) = word(at: range) else {
            throw problem("expected '('", at: range)
        }
        let close = try closing(open, in: range)
        guard close == range.upperBound - 1 else {
            throw problem(
                "'\(text(close + 1..<range.upperBound))' stands behind the end of '\(name)(…)'",
                at: close + 1..<range.upperBound)
        }
        let inside = open + 1..<close
        let parts = trimmed(inside).isEmpty ? [] : split(inside)
        let place = range.lowerBound..<open
        switch name {
        case "tag": return try tagged(parts, place)
        case "int", "float", "str", "bool": return try cast(name, parts, place)
        default: return try domainCall(name, parts, place)
        }
    }

    /// The bracket that closes the one at `open`.
    private func closing(_ open: Int, in range: Range<Int>) throws(Problem) -> Int {
        var depth = 0
        var quote: Unicode.Scalar?
        for position in open..<range.upperBound {
            let character = characters[position]
            if let opened = quote {
                if character == opened { quote = nil }
                continue
            }
            let before = characters[max(open, position - 1)]
            let mayQuote = "([{,:= ".unicodeScalars.contains(before)
            if character == "'" || character == "\"", mayQuote { quote = character }
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if depth == 0 { return position }
        }
        throw problem("the ')' of '(' is missing", at: open..<open + 1)
    }

    /// `tag(log, interval(1e-4, 1))`
    private mutating func tagged(_ parts: [Range<Int>], _ place: Range<Int>) throws(Problem) -> SweepCall {
        guard let last = parts.last, let name = functionName(at: last) else {
            throw problem(
                "'tag' takes tags and then a domain", at: place, help: "write tag(log,interval(1e-4,1))")
        }
        var call = try call(name, trimmed(last))
        for part in parts.dropLast() {
            let range = trimmed(part)
            guard text(range) == "log" else {
                throw problem("there is no tag '\(text(range))'", at: range, help: "the one tag is 'log'")
            }
            guard call.makeLogarithmic() else {
                throw problem("only an interval can be logarithmic", at: range)
            }
        }
        return call
    }

    /// `int(interval(1, 8))`
    private mutating func cast(
        _ name: String, _ parts: [Range<Int>], _ place: Range<Int>
    ) throws(Problem) -> SweepCall {
        var inner: SweepCall
        if parts.count == 1, let part = parts.first, let function = functionName(at: part) {
            inner = try call(function, trimmed(part))
        } else {
            inner = try domainCall("choice", parts, place)
        }
        if let wrong = inner.cast(to: name) {
            throw Problem(
                diagnostic: Diagnostic(
                    "bad-sweep", "'\(name)' cannot take \(wrong.content.phrase)", at: wrong.origin))
        }
        guard inner.isCast else {
            throw problem("'\(name)' cannot take '\(inner.domain)'", at: place)
        }
        return inner
    }

    /// `uniform(0, 1, step=0.1)`, `choice(a, b)`, `range(1, 10)`, `interval(0, 1)`
    private mutating func domainCall(
        _ name: String, _ parts: [Range<Int>], _ place: Range<Int>
    ) throws(Problem) -> SweepCall {
        var call = SweepCall(domain: name == "interval" ? "uniform" : name, place: origin(place))
        for part in parts {
            if let function = functionName(at: part) {
                throw problem("'\(function)(…)' cannot stand inside '\(name)(…)'", at: trimmed(part))
            }
            if let equals = keywordEnd(part) {
                let key = trimmed(part.lowerBound..<equals)
                let value = try value(equals + 1..<part.upperBound)
                call.named.append(
                    SpecEntry(key: text(key), keyOrigin: origin(key), value: value))
            } else {
                call.values.append(try value(part))
            }
        }
        guard !call.values.isEmpty || !call.named.isEmpty else {
            throw problem("'\(name)' needs values", at: place, help: SweepCall.example(of: name))
        }
        return call
    }

    /// The '=' of `step=0.1`, nil where there is none.
    private func keywordEnd(_ range: Range<Int>) -> Int? {
        let range = trimmed(range)
        var end = range.lowerBound
        while end < range.upperBound, characters[end].properties.isAlphabetic || characters[end] == "_" {
            end += 1
        }
        return end > range.lowerBound && end < range.upperBound && characters[end] == "=" ? end : nil
    }
}
