import Runs

/// The page of one run.
package enum RunReport {
    /// Reads a run directory and writes `report.html` into it.
    ///
    /// - Returns: the path of the page
    /// - Errors: `RunError` when the directory is damaged or cannot be written
    @discardableResult
    package static func write(_ directory: RunDirectory) throws -> String {
        let page = page(try RunContents(directory))
        try directory.replace(RunFile.report, with: page.markup)
        return directory.file(RunFile.report)
    }

    package static func page(_ run: RunContents) -> HTMLText { frame(run).html }

    /// The charts of the page, in their order.
    package static func figures(_ run: RunContents) -> [Figure] { frame(run).figures }

    private static func frame(_ run: RunContents) -> PageFrame {
        let sections = RunSectionRegistry.all.compactMap { section -> PageFrame.Section? in
            section.body(run).map { PageFrame.Section(id: section.name, title: section.title, body: $0) }
        }
        let version = run.manifest.versions["assay"].map { " \($0)" } ?? ""
        var frame = PageFrame(
            title: run.manifest.name, sections: sections, footer: "assay\(version) · \(run.manifest.id)")
        frame.header = RunHeader.html(run)
        return frame
    }
}
