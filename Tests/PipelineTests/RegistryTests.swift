import Foundation
import Pipeline
import TestSupport
import Testing

@Suite("Registries")
struct RegistryTests {
    @Test("Every file in SpecChecks is a registered check, and the registry is alphabetical")
    func specChecksFolder() throws {
        let folder = packageRoot + "/Sources/Pipeline/SpecChecks"
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            .map { String($0.dropLast(".swift".count)) }
            .filter { $0 != "SpecCheck" && $0 != "SpecCheckRegistry" }
        let registered = specChecks.map { "\($0)" }
        #expect(registered == files.sorted())
    }

    @Test("Codes of checks are unique")
    func codes() {
        #expect(Set(specChecks.map { $0.code }).count == specChecks.count)
    }

    @Test("No source file is longer than 500 lines")
    func sizes() throws {
        for folder in ["Sources", "Tests", "Benchmarks"] {
            for path in swiftFiles(in: packageRoot + "/" + folder) {
                let lines = try String(contentsOfFile: path, encoding: .utf8)
                    .split(separator: "\n", omittingEmptySubsequences: false)
                #expect(lines.count <= 501, "\(path) has \(lines.count) lines")
            }
        }
    }

    private func swiftFiles(in folder: String) -> [String] {
        let walker = FileManager.default.enumerator(atPath: folder)
        return (walker?.compactMap { $0 as? String } ?? [])
            .filter { $0.hasSuffix(".swift") && !$0.contains(".build/") }
            .map { folder + "/" + $0 }.sorted()
    }
}
