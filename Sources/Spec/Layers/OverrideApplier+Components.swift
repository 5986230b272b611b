extension OverrideApplier {
    /// Changes a component in canonical form, or makes one.
    mutating func changeComponent(
        _ node: SpecNode?, _ family: ComponentFamilyMembers, standard: SpecContent?, path: Path
    ) -> SpecNode {
        guard let segment = path.first else { return node ?? SpecNode(.null, origin: .override(whole)) }
        if let node, isInterpolation(node, segment) { return node }
        let component = existing(node, family, standard: standard, segment)
        guard let type = self.type(of: component, family) else {
            return changeNamed(component, nil, family, path)
                ?? changeMap(component, path, fields: [], free: nil)
        }
        let fields = FieldReader.fields(of: type)
        if segment.text == "type", path.count == 1, override.action != .delete {
            return changeType(component, to: override.value, family, segment)
        }
        if fields.contains(where: { $0.names.contains(segment.text) }) {
            return changeMap(component, path, fields: fields, free: nil)
        }
        if let changed = changeNamed(component, type, family, path) { return changed }
        if let body = bodyPath(of: type, fields, segment, path) {
            return changeMap(component, body, fields: fields, free: nil)
        }
        return changeMap(component, path, fields: fields, free: nil)
    }

    private func type(
        of component: SpecNode, _ family: ComponentFamilyMembers
    ) -> (any SpecComponent.Type)? {
        guard case .string(let name) = component["type"]?.content else { return nil }
        return family[name: name]
    }

    /// The component as a map with a type; the default's when there is none, an empty map when there is no
    /// default.
    private func existing(
        _ node: SpecNode?, _ family: ComponentFamilyMembers, standard: SpecContent?,
        _ segment: SpecPathSegment
    ) -> SpecNode {
        let place = override.origin(of: segment)
        switch node?.content {
        case .map:
            return node ?? SpecNode(.map([]), origin: place)
        case .string(let name):
            return Self.component(name, at: node?.origin ?? place)
        case nil, .null, .bool, .integer, .number, .list:
            guard case .string(let name) = standard, family[name: name] != nil else {
                return SpecNode(.map([]), origin: place)
            }
            return Self.component(name, at: .defaultValue)
        }
    }

    private static func component(_ name: String, at origin: Origin) -> SpecNode {
        let value = SpecNode(.string(name), origin: origin)
        return SpecNode(.map([SpecEntry(key: "type", keyOrigin: origin, value: value)]), origin: origin)
    }

    /// `optimizer.type=adam`: another type replaces the component, its fields would mean nothing there.
    private func changeType(
        _ component: SpecNode, to value: SpecNode?, _ family: ComponentFamilyMembers,
        _ segment: SpecPathSegment
    ) -> SpecNode {
        guard let value else { return component }
        if let type = component["type"], type.content.isSame(as: value.content) { return component }
        let entry = SpecEntry(key: "type", keyOrigin: override.origin(of: segment), value: value)
        return SpecNode(.map([entry]), origin: value.origin)
    }

    /// A path through a member's name, `optimizer.sgd.lr` or `model.0.linear`; nil when the segment is no
    /// member.
    private mutating func changeNamed(
        _ component: SpecNode, _ current: (any SpecComponent.Type)?, _ family: ComponentFamilyMembers,
        _ path: Path
    ) -> SpecNode? {
        guard let segment = path.first, let member = family[name: segment.text] else { return nil }
        guard override.action != .delete || path.count > 1 else { return nil }
        let isSame = current?.name == member.name
        if path.count > 1 {
            let base = isSame ? component : Self.component(member.name, at: override.origin(of: segment))
            return changeComponent(base, family, standard: nil, path: path.dropFirst())
        }
        guard let value = override.value else { return component }
        if isSame, let primary = member.primaryField, !value.isMap {
            var field = segment
            field.text = primary
            return changeMap(component, [field], fields: FieldReader.fields(of: member), free: nil)
        }
        let entry = SpecEntry(key: member.name, keyOrigin: override.origin(of: segment), value: value)
        let written = SpecNode(.map([entry]), origin: value.origin)
        let named = ComponentNormalizer.normalize(written, .component(family))
        return isSame ? merged(component, named, .component(family)) : named
    }

    /// `data.split.train=0.7`: the path below a component whose body is the map of its primary field.
    private func bodyPath(
        of type: any SpecComponent.Type, _ fields: [FieldDescription], _ segment: SpecPathSegment,
        _ path: Path
    ) -> Path? {
        guard let primary = fields.first(where: { $0.name == type.primaryField }) else { return nil }
        guard case .map = primary.type else { return nil }
        let inserted = SpecPathSegment(text: primary.name, start: segment.start, length: segment.length)
        return ([inserted] + path)[...]
    }
}

extension SpecNode {
    var isMap: Bool {
        if case .map = content { true } else { false }
    }
}
