import Foundation
import Spec
import Sweep
import TestSupport
import Testing

@Suite struct FamilyTests {
    struct Family {
        var folder: String
        var all: ComponentFamilyMembers
        var misregistered: [String]

        init<Member>(_ folder: String, _ family: ComponentFamily<Member>) {
            self.folder = folder
            all = family.all
            misregistered = family.misregistered
        }
    }

    static let families = [
        Family("Domains", domainFamily), Family("Pruners", prunerFamily), Family("Samplers", samplerFamily),
    ]

    @Test(arguments: families.map(\.folder))
    func registryIsAlphabeticalAndOfOneKind(folder: String) throws {
        let family = try #require(Self.families.first { $0.folder == folder })
        #expect(family.all.names == family.all.names.sorted())
        #expect(family.misregistered.isEmpty)
        #expect(Set(family.all.acceptedNames).count == family.all.acceptedNames.count)
    }

    @Test(arguments: families.map(\.folder))
    func everyMemberFileIsRegistered(folder: String) throws {
        let family = try #require(Self.families.first { $0.folder == folder })
        let path = packageRoot + "/Sources/Sweep/" + folder
        var declared: [String] = []
        for file in try FileManager.default.contentsOfDirectory(atPath: path) {
            let text = try String(contentsOfFile: path + "/" + file, encoding: .utf8)
            let lines = text.split(separator: "\n").filter { $0.contains("package static let name = \"") }
            declared += lines.compactMap { $0.split(separator: "\"").dropFirst().first.map(String.init) }
            #expect(lines.count <= 1, "\(file) declares several members")
        }
        #expect(declared.sorted() == family.all.names)
    }

    /// What `assay explain` shows of the section and its families.
    @Test func referencePages() {
        let reference = SpecReference(of: SweepSection.self)
        for topic in ["domain", "pruner", "sampler", "domain.choice", "pruner.hyperband", "sampler.tpe"] {
            let found = reference.page(for: topic)?.text(width: 80) ?? "no page"
            let golden = GoldenFile(
                path: fixtureFolder(beside: #filePath) + "/explain/" + topic + ".txt")
            if let difference = golden.difference(to: found) { Issue.record("\(topic):\n\(difference)") }
        }
        for topic in reference.topics { #expect(reference.page(for: topic) != nil, "\(topic)") }
    }
}
