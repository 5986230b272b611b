import Runs

/// One part of a run's report.
///
/// `RunReport` asks every registered section once, in the order of the page, on one thread; a section looks whether it
/// applies to the run and answers with its HTML, or with nil. It reads nothing but the contents it is given.
package protocol RunSection: Sendable {
    /// The anchor in the page.
    static var name: String { get }
    static var title: String { get }
    static func body(_ run: RunContents) -> HTMLText?
}

/// All sections of a run's report, in the order of the page.
package enum RunSectionRegistry {
    package static let all: [any RunSection.Type] = [
        WarningsSection.self,
        FiguresSection.self,
        FoldsSection.self,
        GroupsSection.self,
        CurvesSection.self,
        BlendSection.self,
        MembersSection.self,
        SeriesSection.self,
        RegressionSection.self,
        ClassificationSection.self,
        HardestRowsSection.self,
        ImagesSection.self,
        CoefficientsSection.self,
        ResponseSection.self,
        ImportanceSection.self,
        PipelineSection.self,
        ProfileSection.self,
        SpecificationSection.self,
        EnvironmentSection.self,
    ]
}

/// Figures side by side.
package func figureGrid(_ figures: [(id: String, figure: Figure)]) -> HTMLText {
    figures.reduce(HTMLText(trusted: "<div class=\"figures\">\n")) {
        $0 + HTMLText(figure: $1.figure, id: $1.id)
    }
        + HTMLText(trusted: "</div>\n")
}

/// A paragraph of plain text.
package func paragraph(_ text: String, style: String = "") -> HTMLText {
    let attribute = style.isEmpty ? "" : " class=\"\(HTMLText.escape(style))\""
    return HTMLText(trusted: "<p\(attribute)>\(HTMLText.escape(text))</p>\n")
}
