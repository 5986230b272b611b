import Spec

/// A field whose value is not the one it would have if it had not been written.
package struct DefaultDifference: Encodable, Sendable, Equatable {
    /// `train.early_stopping.patience`
    package var path: String
    package var value: String
    package var standard: String

    private enum CodingKeys: String, CodingKey {
        case path, value
        case standard = "default"
    }
}

/// Finds the fields that differ from their defaults. Fields that must be given, having no default, are not
/// listed.
enum DefaultDifferences {
    static func list(resolved: SpecNode) -> [DefaultDifference] {
        var found: [DefaultDifference] = []
        walk(resolved, FieldReader.fields(of: ExperimentSpec.self), path: "", &found)
        return found.filter { !labels.contains($0.path) }
    }

    /// Names and descriptions change nothing that is computed.
    private static let labels = ["name", "description"]

    private static func walk(
        _ node: SpecNode, _ fields: [FieldDescription], path: String, _ found: inout [DefaultDifference]
    ) {
        for field in fields {
            guard let value = node[field.name] else { continue }
            let name = path.isEmpty ? field.name : path + "." + field.name
            switch field.type {
            case .section(let inner):
                walk(value, inner, path: name, &found)
            case .component(let family):
                compare(value, field, name, &found)
                descend(value, family, path: name, &found)
            case .components(let family):
                guard case .list(let items) = value.content else { continue }
                for (index, item) in items.enumerated() {
                    descend(item, family, path: "\(name).\(index)", &found)
                }
            default:
                compare(value, field, name, &found)
            }
        }
    }

    private static func descend(
        _ node: SpecNode, _ family: ComponentFamilyMembers, path: String, _ found: inout [DefaultDifference]
    ) {
        guard case .string(let type)? = node["type"]?.content, let member = family[name: type] else { return }
        walk(node, FieldReader.fields(of: member), path: path, &found)
    }

    private static func compare(
        _ value: SpecNode, _ field: FieldDescription, _ path: String, _ found: inout [DefaultDifference]
    ) {
        guard value.origin != .defaultValue else { return }
        let standard: SpecContent
        switch field.requirement {
        case .required: return
        case .optional: standard = .null
        case .defaultValue(let content): standard = content
        }
        let shown = typeName(of: value) ?? OneLineText.text(value.content)
        let usual = OneLineText.text(standard)
        if shown != usual {
            found.append(DefaultDifference(path: path, value: shown, standard: usual))
        }
    }

    private static func typeName(of node: SpecNode) -> String? {
        guard case .string(let type)? = node["type"]?.content else { return nil }
        return type
    }
}

/// What differs from the defaults, as `plan` and `show` print it.
struct DefaultDifferencesText {
    let differences: [DefaultDifference]

    func lines(_ terminal: Terminal) -> [String] {
        var table = TextTable([.left, .left, .left])
        for difference in differences {
            table.row([
                difference.path, difference.value, terminal.painted("default " + difference.standard, .dim),
            ])
        }
        return [terminal.painted("  differs from the defaults", .dim)] + table.lines(indent: 2)
    }
}
