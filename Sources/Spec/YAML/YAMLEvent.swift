/// A position as libyaml counts it: line and column from 0, index in characters from the start of the text.
struct YAMLMark {
    var line: Int
    var column: Int
    var index: Int
}

/// One step of a YAML text: the beginning or end of a collection, a scalar, an alias.
struct YAMLEvent {
    enum Kind {
        case streamStart
        case streamEnd
        case documentStart
        case documentEnd
        case alias(String)
        case scalar(text: String, isPlain: Bool, isBlock: Bool)
        case sequenceStart(isFlow: Bool)
        case sequenceEnd
        case mappingStart(isFlow: Bool)
        case mappingEnd
    }

    var kind: Kind
    var start: YAMLMark
    var end: YAMLMark
    var anchor: String?
    var tag: String?

    /// Whether it stands for a value that was left out, as after `key:`.
    var isAbsent: Bool {
        if case .scalar("", true, _) = kind { start.index == end.index } else { false }
    }
}

/// Why libyaml could not go on, in its own words.
struct YAMLProblem: Error {
    enum Stage {
        /// The bytes are not text that YAML allows.
        case characters(byteOffset: Int)
        case syntax
        case memory
    }

    var stage: Stage
    var problem: String
    var mark: YAMLMark
    var context: String?
    var contextMark: YAMLMark
}
