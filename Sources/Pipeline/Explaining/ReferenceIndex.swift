import Data
import Spec
import Training

/// Everything that has a reference page, found by the names people type.
package struct ReferenceIndex: Sendable {
    /// Something with a page.
    package enum Entry: Sendable {
        case section(path: String, fields: [FieldDescription])
        case family(ComponentFamilyMembers)
        case component(ComponentFamilyMembers, any SpecComponent.Type)
    }

    /// The families in the order of the pipeline.
    package let families: [ComponentFamilyMembers]
    /// The sections: the whole specification has the empty path.
    package let sections: [(path: String, fields: [FieldDescription], documentation: String)]

    package init() {
        families = [
            sourceFamily.all, stepFamily.all, splitFamily.all, layerFamily.all, initializerFamily.all,
            lossFamily.all, optimizerFamily.all, scheduleFamily.all, metricFamily.all,
        ]
        let root = FieldReader.fields(of: ExperimentSpec.self)
        sections =
            [(path: "", fields: root, documentation: "The whole specification.")] + Self.inner(root, path: "")
    }

    private static func inner(
        _ fields: [FieldDescription], path: String
    ) -> [(path: String, fields: [FieldDescription], documentation: String)] {
        fields.flatMap { field -> [(path: String, fields: [FieldDescription], documentation: String)] in
            guard case .section(let deeper) = field.type else { return [] }
            let name = path.isEmpty ? field.name : path + "." + field.name
            return [(path: name, fields: deeper, documentation: field.documentation)]
                + inner(deeper, path: name)
        }
    }

    /// Everything a name can mean: `optimizer.adam`, `adam`, `optimizer`, `train`, `early_stopping`.
    package func entries(named name: String) -> [Entry] {
        var found: [Entry] = []
        for section in sections where !section.path.isEmpty {
            if section.path == name || section.path.hasSuffix("." + name) {
                found.append(.section(path: section.path, fields: section.fields))
            }
        }
        for family in families {
            if name == family.name || name == family.name + "s" { found.append(.family(family)) }
            let bare =
                name.hasPrefix(family.name + ".") ? String(name.dropFirst(family.name.count + 1)) : name
            if let member = family[name: bare] { found.append(.component(family, member)) }
        }
        if name == "specification" || name == "spec", let root = sections.first {
            found.append(.section(path: root.path, fields: root.fields))
        }
        return found
    }

    /// The name that exists and is nearest to one that does not.
    package func suggestion(for name: String) -> String? {
        var names = sections.map(\.path).filter { !$0.isEmpty } + families.map(\.name)
        for family in families {
            names += family.acceptedNames
            names += family.acceptedNames.map { "\(family.name).\($0)" }
        }
        return nearestName(to: name, in: names)
    }
}
