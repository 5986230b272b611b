/// Applies one command-line override to a canonical tree, knowing the declared fields: so that
/// `optimizer.lr=0.1` works whichever form the optimizer was written in, and also when the file leaves it to
/// the default.
///
/// A path may go through a component as it was written (`optimizer.sgd.lr`, `model.0.linear`) or straight to
/// its fields (`optimizer.lr`, `model.0.units`). Naming another member replaces the component. A key that is
/// a declared field may be set although the file leaves it out; a misspelt one is found when the
/// specification is decoded. A new key of a map with free keys needs the `+`.
struct OverrideApplier {
    let override: SpecOverride
    var diagnostics = DiagnosticBag()

    typealias Path = ArraySlice<SpecPathSegment>

    /// The tree with the override applied; unchanged, with a report, when it cannot be.
    static func apply(
        _ override: SpecOverride, to root: SpecNode, fields: [FieldDescription],
        diagnostics: inout DiagnosticBag
    ) -> SpecNode {
        var applier = OverrideApplier(override: override)
        let changed = applier.change(root, .section(fields), standard: nil, path: override.path[...])
        diagnostics.report(contentsOf: applier.diagnostics)
        return applier.diagnostics.hasErrors ? root : changed
    }

    /// The value at `path` below a node of a known type (nil: unknown), changed. `node` is nil when absent,
    /// `standard` is then the field's default.
    mutating func change(
        _ node: SpecNode?, _ type: FieldType?, standard: SpecContent?, path: Path
    ) -> SpecNode {
        guard let segment = path.first else { return merged(node, placed(override.value, type), type) }
        let node = node ?? collection(standard)
        switch type {
        case .components(let family):
            return changeList(node, .component(family), path)
        case .list(let element, _):
            return changeList(node, element, path)
        case .component(let family):
            return changeComponent(node, family, standard: standard, path: path)
        case .section(let fields):
            return changeMap(node, path, fields: fields, free: nil)
        case .map(let value, let aliases):
            return changeMap(node, path.renamingFirst(aliases), fields: nil, free: value)
        case .boolean, .integer, .number, .text, .path, .choice, .language, .anyOf, .anything, nil:
            if case .list = node?.content { return changeList(node, nil, path) }
            if let node, isInterpolation(node, segment) { return node }
            return changeMap(node, path, fields: nil, free: nil)
        }
    }

    /// A default list or map, so that one of its items can be changed.
    private func collection(_ standard: SpecContent?) -> SpecNode? {
        switch standard {
        case .list(let items) where !items.isEmpty: break
        case .map(let entries) where !entries.isEmpty: break
        default: return nil
        }
        return standard.map { SpecNode($0.placed(at: .defaultValue), origin: .defaultValue) }
    }

    func merged(_ node: SpecNode?, _ value: SpecNode, _ type: FieldType?) -> SpecNode {
        node.map { OverrideMerge.merge($0, with: value, type) } ?? value
    }

    /// The override's value in canonical form.
    private func placed(_ value: SpecNode?, _ type: FieldType?) -> SpecNode {
        let node = value ?? SpecNode(.null, origin: .override(whole))
        return type.map { ComponentNormalizer.normalize(node, $0) } ?? node
    }

    var whole: OverrideSpan { OverrideSpan(argument: override.argument, index: override.index) }

    mutating func report(
        _ message: String, at segment: SpecPathSegment, help: String? = nil, notes: [String] = []
    ) {
        diagnostics.report(
            Diagnostic("bad-override", message, at: override.origin(of: segment), help: help, notes: notes))
    }

    /// Reports a path that goes on below an interpolation, which is not resolved yet.
    mutating func isInterpolation(_ node: SpecNode, _ segment: SpecPathSegment) -> Bool {
        guard case .string(let text) = node.content, text.contains("${") else { return false }
        report(
            "'\(segment.text)' is below '\(shortened(text))', which is only known after overriding",
            at: segment,
            help: "override the value it refers to")
        return true
    }

    // MARK: Maps

    /// Changes an entry of a map: a record with declared fields, or a map with free keys.
    mutating func changeMap(
        _ node: SpecNode?, _ path: Path, fields: [FieldDescription]?, free: FieldType?
    ) -> SpecNode {
        guard let segment = path.first else { return node ?? placed(nil, nil) }
        let origin = node?.origin ?? override.origin(of: segment)
        var entries: [SpecEntry] = []
        if case .map(let written) = node?.content { entries = written }
        let field = fields?.first { $0.names.contains(segment.text) }
        let names = field.map(\.names) ?? [segment.text]
        let position = entries.firstIndex { names.contains($0.key) }
        let isLast = path.count == 1
        guard isAllowed(position, in: entries, segment, isLast: isLast, isFree: fields == nil && node != nil)
        else {
            return node ?? SpecNode(.map([]), origin: origin)
        }
        if isLast, override.action == .delete {
            if let position { entries.remove(at: position) }
            return SpecNode(.map(entries), origin: origin)
        }
        let value = change(
            position.map { entries[$0].value }, field?.type ?? free, standard: field?.standardContent,
            path: path.dropFirst())
        let keyOrigin = override.origin(of: segment)
        if let position {
            let kept = isLast ? keyOrigin : entries[position].keyOrigin
            entries[position] = SpecEntry(key: entries[position].key, keyOrigin: kept, value: value)
        } else {
            entries.append(SpecEntry(key: field?.name ?? segment.text, keyOrigin: keyOrigin, value: value))
        }
        return SpecNode(.map(entries), origin: origin)
    }

    /// Whether the action fits what is there.
    private mutating func isAllowed(
        _ position: Int?, in entries: [SpecEntry], _ segment: SpecPathSegment, isLast: Bool, isFree: Bool
    ) -> Bool {
        let path = override.path(to: segment)
        guard let position else {
            if override.action == .delete || (isFree && override.action == .set) {
                let near = nearestName(to: segment.text, in: entries.map(\.key))
                let repair = near.map { "did you mean '\($0)'?" }
                let adding = "write +\(override.argument) to add it"
                report(
                    "there is no '\(path)'", at: segment,
                    help: repair ?? (override.action == .delete ? nil : adding))
                return false
            }
            return true
        }
        guard isLast else { return true }
        if override.action == .add {
            report("'\(path)' is there already", at: segment, help: "remove the '+' to change it")
            return false
        }
        if override.action == .delete, let expected = override.value,
            !entries[position].value.content.isSame(as: expected.content)
        {
            let found = entries[position].value.content.shortText
            report("'\(path)' is \(found), not \(expected.content.shortText)", at: segment)
            return false
        }
        return true
    }

    // MARK: Lists

    private mutating func changeList(_ node: SpecNode?, _ element: FieldType?, _ path: Path) -> SpecNode {
        guard let segment = path.first else { return node ?? placed(nil, nil) }
        let unchanged = node ?? SpecNode(.list([]), origin: override.origin(of: segment))
        if isInterpolation(unchanged, segment) { return unchanged }
        var items: [SpecNode] = []
        if case .list(let written) = unchanged.content { items = written }
        guard let index = Int(segment.text) else {
            report(
                "'\(segment.text)' is not a position in a list", at: segment, help: "count the items from 0")
            return unchanged
        }
        let isLast = path.count == 1
        let mayAppend =
            isLast && index == items.count && (override.action == .add || override.action == .setOrAdd)
        if mayAppend {
            items.append(placed(override.value, element))
            return SpecNode(.list(items), origin: unchanged.origin)
        }
        guard items.indices.contains(index) else {
            reportPosition(index, count: items.count, segment)
            return unchanged
        }
        switch (isLast, override.action) {
        case (true, .delete):
            items.remove(at: index)
        case (true, .add):
            report(
                "'\(override.path(to: segment))' is there already", at: segment,
                help: "remove the '+' to change it")
        case (true, .set), (true, .setOrAdd), (false, _):
            items[index] = change(items[index], element, standard: nil, path: path.dropFirst())
        }
        return SpecNode(.list(items), origin: unchanged.origin)
    }

    private mutating func reportPosition(_ index: Int, count: Int, _ segment: SpecPathSegment) {
        let known =
            switch count {
            case 0: "the list is empty"
            case 1: "the list has the one position 0"
            default: "the list has positions 0 to \(count - 1)"
            }
        let help = index == count ? "write +\(override.argument) to append an item" : nil
        report("there is no position \(segment.text), \(known)", at: segment, help: help)
    }
}

extension ArraySlice<SpecPathSegment> {
    /// The same path with the first name replaced by what it is another name of.
    fileprivate func renamingFirst(_ aliases: [String: String]) -> Self {
        guard var first, let name = aliases[first.text] else { return self }
        first.text = name
        return [first] + dropFirst()
    }
}

extension FieldDescription {
    /// The default, when there is one.
    var standardContent: SpecContent? {
        if case .defaultValue(let content) = requirement { content } else { nil }
    }
}
