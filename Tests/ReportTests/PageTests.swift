import Report
import Testing

@Suite("Pages")
struct PageTests {
    @Test("text is escaped byte by byte")
    func escaping() {
        #expect(HTMLText.escape("a<b>&\"'") == "a&lt;b&gt;&amp;&quot;&#39;")
        // A quotation mark and a combining acute accent are one character of Swift, two of a browser.
        #expect(HTMLText.escape("\"\u{301} x").utf8.starts(with: "&quot;".utf8))
        #expect(HTMLText.escape("a\u{0}\u{1b}b") == "a\u{FFFD}\u{FFFD}b")
    }

    @Test("a template escapes text and leaves markup")
    func template() {
        let template = PageTemplate("<p>{{name}}</p>{{body}}{{#rows}}<i>{{x}}</i>{{/rows}}{{#on}}yes{{/on}}")
        let found = template.render([
            "name": .text("<\"\u{301}>"), "body": .markup(HTMLText(trusted: "<br>")),
            "rows": .rows([["x": "1&"], ["x": "2"]]), "on": .flag(false),
        ])
        #expect(found.markup == "<p>&lt;&quot;\u{301}&gt;</p><br><i>1&amp;</i><i>2</i>")
    }

    @Test("foreign braces are not places of a template")
    func braces() {
        #expect(PageTemplate("{{name}}").render(["name": "{{other}}", "other": "no"]).markup == "{{other}}")
    }
}
