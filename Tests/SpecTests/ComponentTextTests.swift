import Spec
import Testing

/// The one text of a component and its parts.
@Suite struct ComponentTextTests {
    @Test func partsAreFound() {
        let text = ComponentText(
            """
            Squared for small errors.

                h(e) = e² / 2

                beyond: δ |e|

            Outliers pull less
            than with `mse`.

            A second paragraph.

            - Limits: δ → ∞ gives half
              of `mse`
            - Source: Huber: a paper
            """)
        #expect(text.summary == "Squared for small errors.")
        #expect(
            text.blocks == [
                .verbatim(["h(e) = e² / 2", "", "beyond: δ |e|"]),
                .paragraph("Outliers pull less than with `mse`."), .paragraph("A second paragraph."),
            ])
        #expect(text.facts.map(\.label) == ["Limits", "Source"])
        #expect(text.facts.map(\.text) == ["δ → ∞ gives half of `mse`", "Huber: a paper"])
    }

    @Test func aSentenceIsEnough() {
        let text = ComponentText("Every element starts at 1.")
        #expect(text.summary == "Every element starts at 1.")
        #expect(text.blocks.isEmpty && text.facts.isEmpty)
        #expect(ComponentText("").summary == "")
    }

    @Test func linesAreBrokenBetweenWords() {
        #expect(wrappedText("one two three", width: 7) == ["one two", "three"])
        #expect(
            wrappedText("one two three", width: 9, margin: "- ", hanging: "  ") == ["- one two", "  three"])
        #expect(wrappedText("immeasurable a", width: 4, margin: "  ") == ["  immeasurable", "  a"])
        #expect(wrappedText("", width: 4) == [""])
    }
}
