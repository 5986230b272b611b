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
        return paths.map { ($0 as NSString).lastPathComponent }
            .filter {
                $0.hasSuffix(ending + ".swift") && $0 != ending + ".swift" && $0 != "Data" + ending + ".swift"
            }
            .map { String($0.dropLast(6)) }.sorted()
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
