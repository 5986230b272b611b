import Foundation
import Testing

extension EndToEndTests {
    /// A specification of a page with the comment `# reaches: test mae 6.18 in original units` gives that figure.
    @Suite("Figures of the recipes")
    struct RecipeTests {
        @Test(
            "A recipe reaches the figure that stands in it",
            .enabled(if: DocumentationPage.isFast, "a debug build is too slow"),
            arguments: RecipeTests.recipes)
        func figure(_ recipe: Recipe) throws {
            let workspace = try Workspace()
            try workspace.prepareForDocuments()
            _ = try workspace.write(recipe.text, to: "experiments/recipe.yaml")
            let command = recipe.figure.part == nil ? "sweep" : "run"
            let ending = try AssayProgram.run(
                [command, "experiments/recipe.yaml", "--quiet", "--json"], in: workspace)
            #expect(ending.code == 0, "\(ending.output)\(ending.errors)")
            let found = try #require(recipe.figure.value(in: ending.lastObject ?? [:]), "\(ending.output)")
            #expect(
                // Last bits may change from version to version, and with them a row or two.
                abs(found - recipe.figure.value) <= 0.02 * abs(recipe.figure.value),
                "\(recipe.testDescription): \(found) instead of \(recipe.figure.value)")
        }

        @Test("There are recipes, and every whole specification among them names its figure")
        func named() throws {
            let page = try #require(DocumentationPage.all.first { $0.name == "Documentation/Recipes.md" })
            let whole = page.blocks.filter { $0.language == "yaml" && $0.isComplete }
            #expect(whole.count == RecipeTests.recipes.count && whole.count >= 8)
        }

        static let recipes = DocumentationPage.all.flatMap { page in
            page.blocks.compactMap { Recipe(block: $0, of: page.name) }
        }
    }
}

struct Recipe: CustomTestStringConvertible, Sendable {
    /// A number of a result: of a part's metric, or without a part the best objective of a sweep.
    struct Figure: Sendable {
        var part: String?
        var metric: String
        var isOriginal: Bool
        var value: Double

        func value(in result: [String: Any]) -> Double? {
            guard let part else { return (result["best"] as? [String: Any])?["value"] as? Double }
            let metrics = result["metrics"] as? [String: Any]
            let parts = metrics?[isOriginal ? "original_units" : "splits"] as? [String: Any]
            return (parts?[part] as? [String: Any])?[metric] as? Double
        }
    }

    var text: String
    var figure: Figure
    var testDescription: String

    init?(block: DocumentationPage.Block, of page: String) {
        let comment = /# reaches: (?:(train|val|test) )?(\w+) (-?[0-9.]+)( in original units)?\n/
        guard block.language == "yaml", let match = block.text.firstMatch(of: comment),
            let value = Double(match.3)
        else { return nil }
        text = block.text
        figure = Figure(
            part: match.1.map(String.init), metric: String(match.2), isOriginal: match.4 != nil, value: value)
        testDescription = "\(page):\(block.line)"
    }
}
