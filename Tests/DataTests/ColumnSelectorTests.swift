import Data
import Spec
import TestSupport
import Testing

@Suite("Column selectors")
struct ColumnSelectorTests {
    private let context = StepContext(
        schema: TableSchema([
            ColumnSchema(name: "id", type: .text), ColumnSchema(name: "MWG", type: .number),
            ColumnSchema(name: "NWG", type: .number), ColumnSchema(name: "kind", type: .category),
            ColumnSchema(name: "Run1 (ms)", type: .number), ColumnSchema(name: "Run2 (ms)", type: .number),
            ColumnSchema(name: "all", type: .boolean), ColumnSchema(name: "y", type: .number),
        ]), target: "y")

    private func selected(_ yaml: String) throws -> [String] {
        let loaded = SpecReader.load(.text("columns: \(yaml)", name: "spec.yaml"), as: SelectorSection.self)
        guard let selector = loaded.value?.columns else {
            throw SpecificationIsWrong(
                text: loaded.text(), diagnostics: loaded.diagnostics)
        }
        return try selector.resolve(in: context)
    }

    @Test(
        "every form",
        arguments: [
            ("MWG", ["MWG"]), ("[NWG, MWG, NWG]", ["NWG", "MWG"]), ("target", ["y"]),
            ("features", ["id", "MWG", "NWG", "kind", "Run1 (ms)", "Run2 (ms)", "all"]),
            ("numeric", ["MWG", "NWG", "Run1 (ms)", "Run2 (ms)", "y"]),
            ("categorical", ["id", "kind", "all"]),
            ("'Run* (ms)'", ["Run1 (ms)", "Run2 (ms)"]), ("'?WG'", ["MWG", "NWG"]),
            ("1..3", ["MWG", "NWG", "kind"]),
            ("6..", ["all", "y"]), ("{name: all}", ["all"]),
            ("{columns: numeric, except: [target, '?WG']}", ["Run1 (ms)", "Run2 (ms)"]),
            ("{except: features}", ["y"]),
            ("numeric except target", ["MWG", "NWG", "Run1 (ms)", "Run2 (ms)"]),
            ("[kind, 1..2]", ["kind", "MWG", "NWG"]),
        ])
    func forms(_ yaml: String, _ expected: [String]) throws { #expect(try selected(yaml) == expected) }

    @Test("the word all means every column even where one has that name")
    func words() throws { #expect(try selected("all").count == 8) }

    @Test(
        "what no column has",
        arguments: [
            ("MWH", "there is no column 'MWH' here"), ("'x*'", "no column matches the pattern 'x*'"),
            ("5..9", "positions 5 to 9 are not all there"), ("3..1", "positions 3 to 1 are not all there"),
            ("{name: numeric}", "there is no column 'numeric' here"),
        ])
    func unknown(_ yaml: String, _ message: String) {
        #expect(errorText { _ = try selected(yaml) } == "unknown-column: " + message)
    }

    @Test("the nearest name and the place in the specification")
    func located() throws {
        do {
            _ = try selected("[MWG, NWH]")
        } catch let error as DataDiagnostics {
            #expect(error.all.first?.help == "did you mean 'NWG'?")
            // columns: [MWG, NWH]
            //                ^ column 16
            #expect(
                error.all.first?.origin.span?.start == SourceLocation(file: "spec.yaml", line: 1, column: 16))
        }
    }
}

private struct SelectorSection: SpecSection {
    var columns: ColumnSelector?

    init(reading fields: inout FieldReader) { columns = fields.requiredValue("columns", "columns") }
}
