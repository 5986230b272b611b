import Machine
import Runs

/// The top of a run's report: what it is, how it ended, its headline figure beside those of the baselines.
enum RunHeader {
    static func html(_ run: RunContents) -> HTMLText {
        let manifest = run.manifest
        return template.render([
            "description": .text(manifest.description ?? ""),
            "hasDescription": .flag(manifest.description?.isEmpty == false),
            "state": .text(run.state.rawValue), "stateStyle": .text(style(run.state)),
            "reason": .text(manifest.reason.map { "– " + $0 } ?? ""),
            "started": .text(manifest.created.localText),
            "time": .text(NumberText.duration(manifest.seconds)), "cards": .rows(cards(run)),
        ])
    }

    private static func style(_ state: RunState) -> String {
        switch state {
        case .completed, .stopped: "good"
        case .running, .interrupted: "caution"
        case .diverged, .failed: "bad"
        }
    }

    private static func cards(_ run: RunContents) -> [[String: PageValue]] {
        var cards: [[String: PageValue]] = []
        func card(_ value: String, _ label: String) {
            cards.append(["value": .text(value), "label": .text(label)])
        }
        if let metrics = run.metrics, let headline = metrics.headline {
            let deviation = metrics.crossValidation?.deviation[headline.split]?[headline.metric]
            card(
                NumberText.figure(headline.value, deviation: deviation),
                "\(metrics.label(of: headline.metric)), \(headline.split)")
            if let folds = metrics.crossValidation?.folds.count { card("\(folds)", "folds") }
            for name in metrics.baselines.keys.sorted() {
                let value = metrics.baselines[name]?[headline.split]?[headline.metric] ?? nil
                if let value {
                    card(
                        NumberText.figure(value),
                        "\(metrics.label(of: headline.metric)) of the baseline '\(name)'")
                }
            }
        }
        if let best = run.metrics?.bestEpoch, let epochs = run.metrics?.epochs {
            let isOther = run.metrics?.weights == "last" && best < epochs
            card("\(best) of \(epochs)", isOther ? "best epoch; figures are of the last" : "best epoch")
        } else if let epochs = run.metrics?.epochs, epochs > 0 {
            card(NumberText.count(epochs), epochs == 1 ? "epoch" : "epochs")
        }
        // Trees and rules without features have none.
        if let parameters = run.manifest.parameters, parameters > 0 {
            card(NumberText.count(parameters), "parameters")
        }
        if let rows = run.metrics?.rows {
            let order = ["train", "val", "test"].filter { rows[$0] != nil }
            card(
                order.compactMap { rows[$0].map { NumberText.count($0) } }.joined(separator: " / "),
                "rows: " + order.joined(separator: " / "))
        }
        return cards
    }

    private static let template = PageTemplate(
        """
        {{#hasDescription}}<p>{{description}}</p>{{/hasDescription}}
        <p><span class="status {{stateStyle}}">{{state}}</span> <span class="soft">{{reason}} · started {{started}} \
        · {{time}}</span></p>
        <div class="cards">{{#cards}}<div class="card"><b>{{value}}</b><span>{{label}}</span></div>{{/cards}}</div>
        """)
}
