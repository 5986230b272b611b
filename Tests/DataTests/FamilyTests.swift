import Data
import Foundation
import Spec
import TestSupport
import Testing

@Suite("Families of the data part")
struct FamilyTests {
    private func files(_ folder: String, ending: String) -> [String] {
        let folder = packageRoot + "/Sources/Data/" + folder
        let paths = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        // Protocols that members share have names that end as theirs do.
        return paths.filter { $0.hasSuffix(ending + ".swift") }.compactMap { path in
            let name = (path as NSString).lastPathComponent.dropLast(6)
            let text = try? String(contentsOfFile: folder + "/" + path, encoding: .utf8)
            return text?.contains("struct \(name):") ?? false ? String(name) : nil
        }
        .sorted()
    }

    @Test("every member is of its family")
    func members() {
        #expect(sourceFamily.misregistered.isEmpty)
        #expect(stepFamily.misregistered.isEmpty)
        #expect(splitFamily.misregistered.isEmpty)
    }

    @Test("registries are alphabetical and list every file of their folder")
    func registries() {
        for (members, files) in [
            (stepFamily.members, files("Steps", ending: "Step")),
            (splitFamily.members, files("Splits", ending: "Split")),
            (sourceFamily.members, files("Inputs", ending: "Source")),
        ] {
            #expect(members.map { "\($0)" }.sorted() == files.sorted())
            #expect(members.map { $0.name } == members.map { $0.name }.sorted())
        }
    }
}
