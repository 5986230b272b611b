import Pipeline
import Spec
import Testing

/// What holds for the text and the fields of every member of every family.
@Suite("Texts of components")
struct ComponentTextConformanceTests {
    static let reference = SpecReference(of: ExperimentSpec.self)
    static let families = reference.families.map(\.members)

    @Test("The text begins with one short sentence", arguments: families.map(\.name))
    func summary(family: String) {
        for member in Self.members(of: family) {
            let text = ComponentText(member.about)
            #expect(Self.isSentence(text.summary), "\(member.name): \(text.summary)")
            #expect(text.summary.count <= 100, "\(member.name): \(text.summary)")
            #expect(!text.summary.dropLast().contains(". "), "\(member.name): \(text.summary)")
        }
    }

    @Test("Paragraphs are sentences, formulas are narrow", arguments: families.map(\.name))
    func blocks(family: String) {
        for member in Self.members(of: family) {
            for block in ComponentText(member.about).blocks {
                switch block {
                case .paragraph(let paragraph):
                    #expect(!paragraph.contains("\n"), "\(member.name)")
                    #expect(".:`".contains(paragraph.last ?? " "), "\(member.name): \(paragraph)")
                    #expect(paragraph.count { $0 == "`" } % 2 == 0, "\(member.name): \(paragraph)")
                case .verbatim(let lines):
                    #expect(lines.allSatisfy { $0.count <= 90 }, "\(member.name): \(lines)")
                }
            }
        }
    }

    @Test("Facts have the agreed labels in their order and come last", arguments: families.map(\.name))
    func facts(family: String) {
        for member in Self.members(of: family) {
            let text = ComponentText(member.about)
            let labels = text.facts.map(\.label)
            #expect(labels == ComponentText.labels.filter(labels.contains), "\(member.name): \(labels)")
            #expect(text.facts.allSatisfy { !$0.text.isEmpty && !$0.text.hasSuffix(".") }, "\(member.name)")
            let end = member.about.split(separator: "\n").drop { !$0.hasPrefix("- ") }
            #expect(end.allSatisfy { $0.hasPrefix("- ") || $0.hasPrefix("  ") }, "\(member.name)")
        }
    }

    @Test("What a field means is said in sentences", arguments: families.map(\.name))
    func fields(family: String) {
        for member in Self.members(of: family) {
            for field in FieldReader.fields(of: member) {
                #expect(Self.isSentence(field.documentation), "\(member.name).\(field.name)")
            }
        }
    }

    @Test("The field that takes a bare value is one of the fields", arguments: families.map(\.name))
    func primaryFields(family: String) {
        for member in Self.members(of: family) {
            guard let primary = member.primaryField else { continue }
            #expect(FieldReader.fields(of: member).contains { $0.name == primary }, "\(member.name)")
        }
    }

    @Test("So are the fields of sections")
    func sections() {
        for field in Self.reference.root + Self.reference.sections.flatMap(\.fields) {
            #expect(Self.isSentence(field.documentation), "\(field.name): \(field.documentation)")
        }
    }

    @Test("Every example is a specification", arguments: families.map(\.name))
    func examples(family: String) throws {
        for member in Self.members(of: family) {
            let page = try #require(Self.reference.page(for: "\(family).\(member.name)"))
            #expect(!page.examples.isEmpty)
            for example in page.examples {
                let value = example.drop { $0 != ":" }
                let loaded = SpecReader.load(
                    .text(family + value, name: "example.yaml"), overrides: [], environment: [:],
                    as: AnyMembers.self)
                #expect(loaded.diagnostics.isEmpty, "\(example)\n\(loaded.diagnostics.all.map(\.message))")
            }
        }
    }

    private static func members(of family: String) -> [any SpecComponent.Type] {
        families.first { $0.name == family }?.members ?? []
    }

    private static func isSentence(_ text: String) -> Bool {
        guard let first = text.first else { return false }
        return !first.isLowercase && text.hasSuffix(".") && !text.hasSuffix("..")
    }
}

/// A specification that takes members of every family, under the family's name.
private struct AnyMembers: SpecSection {
    init(reading fields: inout FieldReader) {
        for family in ComponentTextConformanceTests.families {
            let members = ComponentFamily<any SpecComponent>(
                name: family.name, summary: family.summary, members: family.members)
            _ = fields.components(family.name, in: members, "Members.")
        }
    }
}
