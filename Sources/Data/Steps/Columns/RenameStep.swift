import Spec

package struct RenameStep: Step {
    package static let name = "rename"
    package static let about = """
        Gives columns other names; their place and values stay.

        All names change at once, so two may be swapped.

        - Errors: an old name that no column has, a new name that another column has
        """
    package static let primaryField: String? = "names"
    package static let example: String? = "{rename: {area: size}}"

    package static let transforms: [any Transform.Type] = [RenameTransform.self]

    let place: Origin
    let names: [(key: String, value: String, origin: Origin)]

    package init(reading fields: inout FieldReader) {
        place = fields.place
        names = fields.stringMap("names", "The new name of each column, by its old one.")
    }

    package var preparation: StepPreparation {
        .stateless(changesRows: false) { _ in
            RenameTransform(names: names.map { .init(old: $0.key, new: $0.value) })
        }
    }

    package func name(before name: String) -> String { names.first { $0.value == name }?.key ?? name }

    package func schema(after context: StepContext) throws -> TableSchema {
        var findings: [Diagnostic] = []
        for entry in names where !context.schema.contains(entry.key) {
            findings += ColumnSelector.unknownColumn(entry.key, in: context.schema, at: entry.origin).all
        }
        let newNames = Dictionary(names.map { ($0.key, $0.value) }, uniquingKeysWith: { _, last in last })
        var taken: Set<String> = []
        let columns = context.schema.columns.map { column in
            var column = column
            column.name = newNames[column.name] ?? column.name
            return column
        }
        for column in columns where !taken.insert(column.name).inserted {
            let origin = names.first { $0.value == column.name }?.origin ?? place
            findings.append(
                Diagnostic("repeated-column", "there would be two columns '\(column.name)'", at: origin))
        }
        guard findings.isEmpty else { throw DataDiagnostics(findings) }
        return TableSchema(columns, isProvisional: context.schema.isProvisional)
    }
}

struct RenameTransform: Transform {
    struct Change: Codable, Sendable {
        var old: String
        var new: String
    }

    static let stepName = "rename"

    let names: [Change]

    func apply(to table: Table) throws -> Table {
        try table.renaming(Dictionary(names.map { ($0.old, $0.new) }, uniquingKeysWith: { _, last in last }))
    }

    func inputs(for outputs: Set<String>) -> Set<String> {
        let old = Dictionary(names.map { ($0.new, $0.old) }, uniquingKeysWith: { _, last in last })
        return Set(outputs.map { old[$0] ?? $0 })
    }

    func forPrediction(without absent: inout Set<String>) -> (any Transform)? {
        let moved = names.filter { absent.contains($0.old) }
        absent.subtract(moved.map(\.old))
        absent.formUnion(moved.map(\.new))
        return self
    }

    func kinds(after kinds: [String: FeatureKind]) -> [String: FeatureKind] {
        var changed = kinds
        for name in names { changed[name.old] = nil }
        for name in names { changed[name.new] = kinds[name.old] }
        return changed
    }

    func effect(onTarget name: String) -> TargetEffect {
        names.first { $0.new == name }.map { .renamed(from: $0.old) } ?? .none
    }
}
