/// Reads the fields of one record, and by being read declares them.
///
/// A component or section gets one of these in its initializer and asks for each of its fields by name,
/// saying aliases, default, range and one line of documentation. That single declaration gives decoding,
/// defaults, ranges, aliases, unknown keys, the resolved specification, the reference page and the JSON
/// Schema.
///
/// A read never throws: a value that is missing or wrong is reported and its default, or a harmless value of
/// the right type, is returned, so that one reading finds every mistake. In describing mode there is nothing
/// to read; every read returns its default and only the declaration is kept.
package struct FieldReader {
    /// How messages name the record: `optimizer 'adam'`, `section 'train'`.
    package let subject: String
    /// Where messages about the record as a whole point to.
    package let place: Origin
    /// Whether the initializer runs only to declare its fields.
    package let isDescribing: Bool
    /// The fields declared so far.
    package private(set) var descriptions: [FieldDescription] = []
    package internal(set) var diagnostics = DiagnosticBag()

    var resolvedEntries: [SpecEntry] = []
    /// The folder of the specification itself, from which the paths of the resolved specification start.
    var rootFolder = "."
    private let entries: [SpecEntry]
    private var isConsumed: [Bool]
    private var valueOrigins: [String: Origin] = [:]
    /// Required fields that were missing, reported at the end, because a misspelt key may explain one.
    private var missing: [(name: String, diagnostic: Diagnostic)] = []
    /// The fields in which something is wrong, by name; kept up to date as fields are read.
    package private(set) var faultyFields: Set<String> = []
    private var errorsBefore = 0

    /// A reader over the entries of a record.
    package init(subject: String, entries: [SpecEntry], place: Origin) {
        self.subject = subject
        self.entries = entries
        self.place = place
        isDescribing = false
        isConsumed = [Bool](repeating: false, count: entries.count)
    }

    private init(describingSubject subject: String) {
        self.subject = subject
        entries = []
        place = .defaultValue
        isDescribing = true
        isConsumed = []
    }

    /// A reader without a place, for a component's declaration.
    package init(describing component: any SpecComponent.Type) {
        self.init(describingSubject: component.name)
    }

    /// The fields a section or component declares, in the order it reads them.
    package static func fields(of section: any SpecSection.Type) -> [FieldDescription] {
        var reader = FieldReader(describingSubject: "")
        _ = section.init(reading: &reader)
        if let shared = (section as? any SpecComponent.Type)?.sharedFields {
            _ = shared.init(reading: &reader)
        }
        return reader.descriptions
    }

    /// A section or component with all its defaults.
    package static func defaults<Section: SpecSection>(of section: Section.Type) -> Section {
        var reader = FieldReader(describingSubject: "")
        return section.init(reading: &reader)
    }

    /// The record in canonical form: every field by its own name, defaults filled in, each with its origin.
    package var resolved: SpecNode { SpecNode(.map(resolvedEntries), origin: place) }

    /// Adds a finding, typically about two fields that do not fit together.
    package mutating func report(_ diagnostic: Diagnostic) {
        if !isDescribing { diagnostics.report(diagnostic) }
    }

    /// Where the value of a field that has been read came from.
    package func origin(of name: String) -> Origin { valueOrigins[name] ?? .defaultValue }

    /// Declares a field and takes its node: nil when it is absent, written as null although null means
    /// absent, or when only describing. Reports a required field that is missing and a field given under two
    /// names.
    mutating func take(_ description: FieldDescription) -> SpecNode? {
        noteFaults()
        descriptions.append(description)
        if isDescribing { return nil }
        let found = entries.indices.filter { description.names.contains(entries[$0].key) }
        for index in found { isConsumed[index] = true }
        guard let first = found.first else {
            if case .required = description.requirement { reportMissing(description) }
            return nil
        }
        if found.count > 1 {
            reportTwice(description, entries[found[1]], other: entries[first])
        }
        let node = entries[first].value
        valueOrigins[description.name] = node.origin
        guard case .null = node.content else { return node }
        if case .optional = description.requirement { return nil }
        guard entries[first].isTakenAway else { return node }
        if case .required = description.requirement { reportMissing(description, at: node.origin) }
        return nil
    }

    /// Whether a key that no field has is meant for one of these fields; such a key is reported, so that they are not
    /// missing.
    package func isMisspelt(_ names: [String]) -> Bool {
        let known = descriptions.flatMap(\.names)
        return entries.contains { entry in
            !known.contains(entry.key)
                && (nearestName(to: entry.key, in: names) != nil
                    || ForeignWords.key(for: entry.key, among: names) != nil)
        }
    }

    /// Declares that required fields are needless beside another one, for the schema; whether they are missing is for
    /// the reads to say.
    package mutating func declare(_ names: [String], needlessWith other: String) {
        for index in descriptions.indices where names.contains(descriptions[index].name) {
            descriptions[index].needlessWith = other
        }
    }

    /// Declares that a number, or the text of a path, alone in the place of the section is this field's.
    package mutating func declare(primary name: String) {
        for index in descriptions.indices where descriptions[index].name == name {
            descriptions[index].standsForSection = true
        }
    }

    /// Keeps the canonical value of a field for the resolved specification.
    mutating func resolve(_ name: String, _ content: SpecContent, origin: Origin) {
        guard !isDescribing else { return }
        let value = SpecNode(content, origin: origin)
        resolvedEntries.append(SpecEntry(key: name, keyOrigin: origin, value: value))
    }

    /// Called when every field has been read: reports the keys nothing asked for.
    mutating func finish() {
        noteFaults()
        let names = descriptions.flatMap(\.names)
        for (index, entry) in entries.enumerated() where !isConsumed[index] {
            let near = nearestName(to: entry.key, in: names)
            let known = near ?? ForeignWords.key(for: entry.key, among: names)
            let meant = descriptions.first { known.map($0.names.contains) ?? false }?.name
            if let meant {
                missing.removeAll { $0.name == meant }
                faultyFields.insert(meant)
            }
            let help = near.map { "did you mean '\($0)'?" } ?? known.map { "it is called '\($0)' here" }
            diagnostics.report(
                Diagnostic(
                    "unknown-key", "\(subject) has no field '\(entry.key)'", at: entry.keyOrigin, help: help,
                    notes: [fieldsNote()]))
        }
        for (name, diagnostic) in missing {
            faultyFields.insert(name)
            diagnostics.report(diagnostic)
        }
        missing = []
    }

    /// Attributes what was reported since the last field was taken to that field.
    private mutating func noteFaults() {
        let errors = diagnostics.all.count { $0.severity == .error }
        if errors > errorsBefore, let last = descriptions.last { faultyFields.insert(last.name) }
        errorsBefore = errors
    }

    private func fieldsNote() -> String {
        let names = descriptions.map(\.name).sorted().joined(separator: ", ")
        return names.isEmpty ? "\(subject) has no fields" : "fields of \(subject): \(names)"
    }

    private mutating func reportMissing(_ description: FieldDescription, at null: Origin? = nil) {
        let taken = null == nil ? "" : ", which is taken away by null here"
        let diagnostic = Diagnostic(
            "missing-field", "\(subject) needs the field '\(description.name)'\(taken)", at: null ?? place,
            notes: ["\(description.name): \(description.documentation)"])
        missing.append((description.name, diagnostic))
    }

    private mutating func reportTwice(_ description: FieldDescription, _ entry: SpecEntry, other: SpecEntry) {
        diagnostics.report(
            Diagnostic(
                "field-twice",
                "'\(entry.key)' and '\(other.key)' are two names of the same field of \(subject)",
                at: entry.keyOrigin, help: "keep only '\(description.name)'"))
    }
}
