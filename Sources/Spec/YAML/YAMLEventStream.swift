internal import CYAML

/// The events of one YAML text in order. Owns the C parser and the bytes it reads.
final class YAMLEventStream {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let bytes: UnsafeMutableBufferPointer<UInt8>
    private let isReady: Bool

    init(_ text: String) {
        let utf8 = Array(text.utf8)
        bytes = .allocate(capacity: max(1, utf8.count))
        _ = bytes.initialize(from: utf8)
        parser = .allocate(capacity: 1)
        isReady = yaml_parser_initialize(parser) == 1
        guard isReady else { return }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, bytes.baseAddress, utf8.count)
    }

    deinit {
        if isReady { yaml_parser_delete(parser) }
        parser.deallocate()
        bytes.deallocate()
    }

    /// The next event; after `streamEnd` it is not to be called again.
    func next() throws(YAMLProblem) -> YAMLEvent {
        guard isReady else { throw outOfMemory }
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw problem() }
        defer { yaml_event_delete(&event) }
        guard let kind = kind(of: event) else { return try next() }
        let (anchor, tag) = properties(of: event)
        return YAMLEvent(
            kind: kind, start: mark(event.start_mark), end: mark(event.end_mark), anchor: anchor, tag: tag)
    }

    private func kind(of event: yaml_event_t) -> YAMLEvent.Kind? {
        switch event.type {
        case YAML_STREAM_START_EVENT: return .streamStart
        case YAML_STREAM_END_EVENT: return .streamEnd
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_ALIAS_EVENT: return .alias(text(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let value = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            let isBlock =
                scalar.style == YAML_LITERAL_SCALAR_STYLE || scalar.style == YAML_FOLDED_SCALAR_STYLE
            return .scalar(
                text: String(decoding: value, as: UTF8.self),
                isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE,
                isBlock: isBlock)
        case YAML_SEQUENCE_START_EVENT:
            return .sequenceStart(isFlow: event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE)
        case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            return .mappingStart(isFlow: event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE)
        case YAML_MAPPING_END_EVENT: return .mappingEnd
        default: return nil
        }
    }

    private func properties(of event: yaml_event_t) -> (anchor: String?, tag: String?) {
        switch event.type {
        case YAML_SCALAR_EVENT:
            (text(event.data.scalar.anchor), text(event.data.scalar.tag))
        case YAML_SEQUENCE_START_EVENT:
            (text(event.data.sequence_start.anchor), text(event.data.sequence_start.tag))
        case YAML_MAPPING_START_EVENT:
            (text(event.data.mapping_start.anchor), text(event.data.mapping_start.tag))
        default:
            (nil, nil)
        }
    }

    private func problem() -> YAMLProblem {
        let state = parser.pointee
        let stage: YAMLProblem.Stage
        switch state.error {
        case YAML_MEMORY_ERROR: return outOfMemory
        case YAML_READER_ERROR: stage = .characters(byteOffset: Int(clamping: state.problem_offset))
        default: stage = .syntax
        }
        return YAMLProblem(
            stage: stage, problem: state.problem.map { String(cString: $0) } ?? "the text is not YAML",
            mark: mark(state.problem_mark), context: state.context.map { String(cString: $0) },
            contextMark: mark(state.context_mark))
    }

    private var outOfMemory: YAMLProblem {
        let start = YAMLMark(line: 0, column: 0, index: 0)
        return YAMLProblem(
            stage: .memory, problem: "out of memory", mark: start, context: nil, contextMark: start)
    }

    private func text(_ characters: UnsafeMutablePointer<UInt8>?) -> String? {
        characters.map { String(cString: $0) }
    }

    private func mark(_ mark: yaml_mark_t) -> YAMLMark {
        YAMLMark(
            line: Int(clamping: mark.line), column: Int(clamping: mark.column),
            index: Int(clamping: mark.index))
    }
}
