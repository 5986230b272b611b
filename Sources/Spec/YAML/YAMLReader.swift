/// Builds the tree of one YAML text from its events, with the place of every key and value.
///
/// One reader reads one text once. Problems that leave no tree (broken syntax, several documents, a text that
/// unfolds too far) end the reading; duplicate keys, unknown aliases and the like are reported and reading
/// goes on.
///
/// - Limits: collections nested deeper than `YAMLLimits.depth` and more than `YAMLLimits.nodes` values,
///   counting each use of an alias, are refused.
package struct YAMLReader {
    private let stream: YAMLEventStream
    let placement: YAMLPlacement
    var diagnostics = DiagnosticBag()
    private var anchors: [String: Anchor] = [:]
    private var nodeCount = 0
    private var depth = 0

    private enum Anchor {
        /// The collection it names has not ended yet.
        case open
        case complete(SpecNode, nodeCount: Int, depth: Int)
    }

    /// Ends the reading; the diagnostic says why.
    struct Stop: Error {
        var diagnostic: Diagnostic
    }

    /// Reads `text`; nil together with a diagnostic when there is no usable tree.
    package static func read(
        _ text: String, placement: YAMLPlacement, diagnostics: inout DiagnosticBag
    ) -> SpecNode? {
        var reader = YAMLReader(stream: YAMLEventStream(text), placement: placement)
        var root: SpecNode?
        do {
            root = try reader.readStream()
        } catch let stop as Stop {
            reader.diagnostics.report(stop.diagnostic)
        } catch let problem as YAMLProblem {
            reader.diagnostics.report(.syntax(problem, placement: placement, text: text))
        } catch {
            reader.diagnostics.report(
                Diagnostic("yaml-syntax", "\(error)", at: placement.origin(ofByte: 0, in: text)))
        }
        diagnostics.report(contentsOf: reader.diagnostics)
        return reader.diagnostics.hasErrors && root == nil ? nil : root
    }

    private init(stream: YAMLEventStream, placement: YAMLPlacement) {
        self.stream = stream
        self.placement = placement
    }

    private mutating func readStream() throws -> SpecNode? {
        var root: SpecNode?
        while true {
            let event = try stream.next()
            switch event.kind {
            case .streamEnd:
                return root
            case .documentStart:
                if root != nil { throw Stop(diagnostic: secondDocument(event)) }
                root = try readNode(try stream.next())
            default:
                continue
            }
        }
    }

    private func secondDocument(_ event: YAMLEvent) -> Diagnostic {
        Diagnostic(
            "several-documents", "a second YAML document starts here, a specification is one document",
            at: placement.origin(from: event.start, to: event.end),
            help: "remove the '---', or put the second document into a file of its own")
    }

    mutating func readNode(_ event: YAMLEvent) throws -> SpecNode {
        let countBefore = nodeCount
        try count(1, at: event)
        if let anchor = event.anchor { anchors[anchor] = .open }
        let node: SpecNode
        switch event.kind {
        case .alias(let name):
            return try readAlias(name, event)
        case .scalar(let text, let isPlain, let isBlock):
            node = readScalar(text, isPlain: isPlain, isBlock: isBlock, event)
        case .sequenceStart(let isFlow):
            node = try nested(event) { reader throws in try reader.readList(event, isFlow: isFlow) }
        case .mappingStart(let isFlow):
            node = try nested(event) { reader throws in try reader.readMap(event, isFlow: isFlow) }
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
            node = SpecNode(.null, origin: origin(of: event))
        }
        if let anchor = event.anchor {
            anchors[anchor] = .complete(node, nodeCount: nodeCount - countBefore, depth: node.depth)
        }
        return node
    }

    func origin(of event: YAMLEvent) -> Origin { placement.origin(from: event.start, to: event.end) }

    private mutating func count(_ nodes: Int, at event: YAMLEvent) throws {
        nodeCount += nodes
        guard nodeCount <= YAMLLimits.nodes else {
            throw Stop(
                diagnostic: Diagnostic(
                    "too-large", "the text unfolds into more than \(YAMLLimits.nodesText) values here",
                    at: origin(of: event), notes: ["each use of an alias counts all values it stands for"]))
        }
    }

    private mutating func nested(
        _ event: YAMLEvent, _ body: (inout YAMLReader) throws -> SpecNode
    ) throws -> SpecNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= YAMLLimits.depth else { throw tooDeep(event) }
        return try body(&self)
    }

    private func tooDeep(_ event: YAMLEvent) -> Stop {
        let message = "lists and maps are nested more than \(YAMLLimits.depth) deep here"
        return Stop(diagnostic: Diagnostic("too-deep", message, at: origin(of: event)))
    }

    private mutating func readAlias(_ name: String, _ event: YAMLEvent) throws -> SpecNode {
        let place = origin(of: event)
        switch anchors[name] {
        case .complete(let node, let nodes, let levels):
            try count(nodes, at: event)
            guard depth + levels <= YAMLLimits.depth else { throw tooDeep(event) }
            return node
        case .open:
            diagnostics.report(
                Diagnostic("alias", "the alias '*\(name)' stands inside the value it names", at: place))
        case nil:
            diagnostics.report(
                Diagnostic(
                    "alias", "there is no anchor '&\(name)' before this alias", at: place,
                    help: nearestName(to: name, in: anchors.keys.sorted()).map { "did you mean '*\($0)'?" }))
        }
        // Any complaint about this text would point to a place already reported, and is dropped as an echo.
        return SpecNode(.string("*" + name), origin: place)
    }

    private mutating func readList(_ start: YAMLEvent, isFlow: Bool) throws -> SpecNode {
        checkTag(start, accepted: "seq")
        var items: [SpecNode] = []
        while true {
            let event = try stream.next()
            if case .sequenceEnd = event.kind {
                let end = isFlow ? event.end : start.end
                return SpecNode(.list(items), origin: placement.origin(from: start.start, to: end))
            }
            items.append(try readNode(event))
        }
    }

    private mutating func readMap(_ start: YAMLEvent, isFlow: Bool) throws -> SpecNode {
        checkTag(start, accepted: "map")
        var builder = MapBuilder()
        while true {
            let event = try stream.next()
            if case .mappingEnd = event.kind {
                var place = placement.origin(from: start.start, to: event.end)
                if !isFlow, let first = builder.firstKeyOrigin { place = first }
                return SpecNode(.map(builder.entries), origin: place)
            }
            let keyNode = try readNode(event)
            let valueEvent = try stream.next()
            var value = try readNode(valueEvent)
            if valueEvent.isAbsent { value.origin = keyNode.origin }
            guard case .scalar(let key, let isPlain, _) = event.kind else {
                diagnostics.report(
                    Diagnostic(
                        "bad-key", "a key must be a text, found \(keyNode.content.phrase)", at: keyNode.origin
                    ))
                continue
            }
            if key == "<<", isPlain {
                builder.merge(value, at: keyNode.origin, &diagnostics)
            } else if key.isEmpty, isPlain {
                diagnostics.report(
                    Diagnostic("bad-key", "there is no key before this ':'", at: keyNode.origin))
            } else {
                let entry = SpecEntry(key: key, keyOrigin: keyNode.origin, value: value)
                builder.add(entry, &diagnostics)
            }
        }
    }
}

/// How far a YAML text may go.
package enum YAMLLimits {
    /// Lists and maps inside each other.
    package static let depth = 100
    /// Values, counting each use of an alias: far above any specification, low enough that an alias bomb ends
    /// at once.
    package static let nodes = 100_000
    static let nodesText = "100,000"
    /// Bytes of one file.
    package static let fileBytes = 16 << 20
}
