import Foundation
import Testing

/// The diagram of `Documentation/Architecture.md`, the dependencies of `Package.swift` and the imports of the files are
/// one and the same.
@Suite struct ArchitectureTests {
    @Test("The diagram has the modules of the package and their dependencies")
    func diagram() {
        for (module, arrows) in Architecture.declared {
            #expect(Architecture.drawn[module] == arrows, "\(module)")
        }
        #expect(Set(Architecture.drawn.keys) == Set(Architecture.declared.keys))
    }

    @Test("The table says what each module knows")
    func table() {
        let rows = Set(Architecture.page.matches(of: /\n\| `([\w-]+)` \|/).map { String($0.1) })
        #expect(rows == Set(Architecture.declared.keys))
    }

    @Test(
        "A module imports what it declares, and nothing else", arguments: Architecture.declared.keys.sorted())
    func imports(of module: String) {
        let declared = Architecture.declared[module, default: []].subtracting(Architecture.linkedOnly)
        #expect(Architecture.imported(by: module) == declared)
    }

    @Test("No arrow leads back up")
    func order() {
        let order = Architecture.drawnOrder
        for (position, module) in order.enumerated() {
            let later = Set(order[position...])
            #expect(Architecture.drawn[module, default: []].isDisjoint(with: later), "\(module)")
        }
    }
}

enum Architecture {
    /// Linked for what is in it, imported by nobody.
    static let linkedOnly: Set = ["CEmptyICU"]

    static let page = SourceTree.text(of: "Documentation/Architecture.md")

    /// Lines such as `    Graph     ─► Kernels`, from the bottom up.
    private static let arrows: [(module: String, to: Set<String>)] =
        page.matches(of: /\n {4}([\w-]+) +─► (.+)/).map { (String($0.1), names($0.2)) }
    static let drawnOrder = arrows.map(\.module)
    static let drawn = Dictionary(uniqueKeysWithValues: arrows.map { ($0.module, $0.to) })

    /// The modules of `Package.swift` that are written in Swift, with the package's own targets they depend on.
    static let declared: [String: Set<String>] = {
        let package = SourceTree.text(of: "Package.swift")
        let library = /(?s)library\(\s*"(\w+)",\s*\[(.*?)\]/
        let program = /(?s)executableTarget\(\s*name: "assay",\s*dependencies: \[(.*?)\]/
        var found: [String: Set<String>] = [:]
        for match in package.matches(of: library) { found[String(match.1)] = quoted(match.2) }
        for match in package.matches(of: program) { found["assay"] = quoted(match.1) }
        return found
    }()

    static func imported(by module: String) -> Set<String> {
        let own = declared.values.reduce(Set(declared.keys)) { $0.union($1) }
        let files = SourceTree.swift.filter { $0.path.hasPrefix("Sources/\(module)/") }
        let imports =
            /^(?:package |private |fileprivate |internal |@\w+ )*import (?:struct |class |enum |func |var )?(\w+)/
        let names = files.flatMap { file in
            file.lines.compactMap { try? imports.firstMatch(in: String($0)).map { String($0.1) } }
        }
        return Set(names).intersection(own)
    }

    private static func names(_ text: Substring) -> Set<String> {
        Set(text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
    }

    private static func quoted(_ text: Substring) -> Set<String> {
        Set(text.matches(of: /"(\w+)"/).map { String($0.1) })
    }
}
