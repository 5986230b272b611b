import Foundation
import Machine
import Runs

/// One part of a sweep's report; asked once, in the order of the page; nil when it does not apply.
package protocol SweepReportSection: Sendable {
    /// The anchor in the page.
    static var name: String { get }
    static var title: String { get }
    static func body(_ sweep: SweepContents) -> HTMLText?
}

/// All sections of a sweep's report, in the order of the page.
package enum SweepReportSectionRegistry {
    package static let all: [any SweepReportSection.Type] = [
        PointsSection.self,
        BestTrialsSection.self,
        HistorySection.self,
        TrialCurvesSection.self,
        ParallelSection.self,
        ParameterImportanceSection.self,
        SlicesSection.self,
        ContoursSection.self,
        TimelineSection.self,
        FailuresSection.self,
    ]
}

/// The page of one sweep.
package enum SweepReport {
    /// Writes the page without waiting for the disk: it can always be written again.
    @discardableResult
    package static func write(_ contents: SweepContents) throws -> String {
        let file = contents.path + "/" + RunFile.report
        try AtomicFile().replace(Data(page(contents).markup.utf8), at: file)
        return file
    }

    package static func page(_ sweep: SweepContents) -> HTMLText { frame(sweep).html }

    /// The charts of the page, in their order.
    package static func figures(_ sweep: SweepContents) -> [Figure] { frame(sweep).figures }

    private static func frame(_ sweep: SweepContents) -> PageFrame {
        let sections = SweepReportSectionRegistry.all.compactMap { section -> PageFrame.Section? in
            section.body(sweep).map { PageFrame.Section(id: section.name, title: section.title, body: $0) }
        }
        var frame = PageFrame(
            title: sweep.summary.name, sections: sections, footer: "assay · \(sweep.id)")
        frame.header = header(sweep)
        return frame
    }

    private static func header(_ sweep: SweepContents) -> HTMLText {
        var cards: [[String: PageValue]] = []
        func card(_ value: String, _ label: String) {
            cards.append(["value": .text(value), "label": .text(label)])
        }
        if let point = sweep.summary.points.first {
            card(
                NumberText.figure(point.mean),
                "best mean \(sweep.objective), point \(point.point)")
        } else if let best = sweep.ranking.first {
            card(
                NumberText.figure(sweep.trials[best].score),
                "best \(sweep.objective), trial \(sweep.trials[best].number)")
        }
        card(NumberText.count(sweep.trials.count), "trials")
        for state in TrialEnd.allCases {
            let count = sweep.trials.count { $0.state == state }
            if count > 0 { card(NumberText.count(count), state.rawValue) }
        }
        card(NumberText.duration(sweep.summary.seconds), "time")
        let search = [
            "sampler \(sweep.summary.sampler)", sweep.summary.pruner.map { "pruner \($0)" },
        ]
        return template.render([
            "status": .text(sweep.summary.status),
            "style": .text(sweep.summary.status == "completed" ? "good" : "caution"),
            "search": .text(search.compactMap { $0 }.joined(separator: ", ")), "cards": .rows(cards),
        ])
    }

    private static let template = PageTemplate(
        """
        <p><span class="status {{style}}">{{status}}</span> <span class="soft">{{search}}</span></p>
        <div class="cards">{{#cards}}<div class="card"><b>{{value}}</b><span>{{label}}</span></div>{{/cards}}</div>
        """)
}
