import Foundation
import Spec
import Testing
import Training

@Suite("Families")
struct FamilyTests {
    struct Family {
        var folder: String
        var members: [any SpecComponent.Type]
        var misregistered: [String]

        init<Member>(_ folder: String, _ family: ComponentFamily<Member>) {
            self.folder = folder
            members = family.members
            misregistered = family.misregistered
        }
    }

    static let families: [Family] = [
        Family("Layers", layerFamily),
        Family("Initializers", initializerFamily),
        Family("Losses", lossFamily),
        Family("Optimizers", optimizerFamily),
        Family("Penalties", penaltyFamily),
        Family("Solvers", solverFamily),
        Family("Schedules", scheduleFamily),
        Family("Metrics", metricFamily),
    ]

    @Test(arguments: FamilyTests.families.map(\.folder))
    func registryIsAlphabeticalAndOfOneKind(folder: String) throws {
        let family = try #require(Self.families.first { $0.folder == folder })
        let names = family.members.map { $0.name }
        #expect(names == names.sorted())
        #expect(family.misregistered.isEmpty)
        let accepted = names + family.members.flatMap { $0.aliases }
        #expect(Set(accepted).count == accepted.count)
    }

    /// A member's file is the one that says so: `static let name = "…"` appears once per member, in its
    /// folder.
    @Test(arguments: FamilyTests.families.map(\.folder))
    func everyMemberFileIsRegistered(folder: String) throws {
        let family = try #require(Self.families.first { $0.folder == folder })
        let path = Fixture.root.appending(path: "Sources/Training/\(folder)")
        let files = try FileManager.default.contentsOfDirectory(at: path, includingPropertiesForKeys: nil)
        var declared: [String] = []
        for file in files {
            let text = try String(contentsOf: file, encoding: .utf8)
            let lines = text.split(separator: "\n").filter { $0.contains("package static let name = \"") }
            declared += lines.compactMap { $0.split(separator: "\"").dropFirst().first.map(String.init) }
            #expect(lines.count <= 1, "\(file.lastPathComponent) declares several members")
        }
        #expect(declared.sorted() == family.members.map { $0.name })
    }
}
