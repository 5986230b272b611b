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

@Suite("Numbers in pages")
struct NumberTextTests {
    @Test(
        "significant digits",
        arguments: [
            (0.42423, "0.4242"), (21483.0, "21483"), (1.3e-7, "1.3e-7"), (-0.5, "-0.5"), (0, "0"),
            (1e7, "1e7"), (1234567, "1234567"), (0.00012345, "0.0001235"), (Double.nan, "NaN"),
            (-Double.infinity, "−∞"),
            (-0.0, "0"), (99999.6, "100000"),
        ] as [(Double, String)])
    func significant(value: Double, text: String) {
        #expect(NumberText.significant(value) == text)
    }

    @Test("counts, parts, sizes and times")
    func others() {
        #expect(NumberText.count(-1_234_567) == "-1,234,567")
        #expect(NumberText.percent(0.12345) == "12.3 %")
        #expect(NumberText.bytes(115_097_600) == "115 MB")
        #expect(NumberText.duration(0.34) == "340 ms")
        #expect(NumberText.duration(200) == "3 min 20 s")
        #expect(NumberText.duration(7500) == "2 h 5 min")
        #expect(NumberText.fixed(-0.004, decimals: 2) == "0.00")
    }
}
