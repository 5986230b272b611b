import Runs

/// The resolved specification with the origin of every value, and what was given on the command line.
package enum SpecificationSection: RunSection {
    package static let name = "specification"
    package static let title = "Specification"

    package static func body(_ run: RunContents) -> HTMLText? {
        guard let resolved = run.resolved else { return nil }
        let lines = resolved.split(separator: "\n", omittingEmptySubsequences: false)
        let given = lines.filter { !$0.hasSuffix("# default") }
        var html = HTMLText.empty
        if !run.manifest.overrides.isEmpty {
            html += paragraph(
                "Changed on the command line: " + run.manifest.overrides.joined(separator: "  "))
        }
        html += block(given.joined(separator: "\n"))
        html += HTMLText(
            trusted: "<details><summary>With all \(lines.count - given.count) defaults</summary>")
        html += block(resolved)
        return html + HTMLText(trusted: "</details>\n")
    }

    private static func block(_ text: String) -> HTMLText {
        HTMLText(trusted: "<pre>\(HTMLText.escape(text))</pre>\n")
    }
}
