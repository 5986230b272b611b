import Kernels
import Spec

/// The key of every node, in the order of work.
struct DataKeys: Sendable {
    var source: String
    var steps: [String]
    var split: String
    private var last: String

    init(_ pipeline: DataPipeline, _ source: any DataSource, fileHash: String, splitPosition: Int) {
        let section = pipeline.section
        self.source = DataKey.node(
            "source", source.keyName,
            [source.parameters.canonicalJSON, section.columns.canonicalText], inputs: [fileHash])
        // What selectors such as `features` mean depends on these.
        let weights = section.weights.map { " weights \($0.value)" } ?? ""
        let features = (section.features?.resolvedNode.canonicalJSON ?? "") + weights
        var key = self.source
        var split = ""
        steps = []
        for index in 0...section.steps.count {
            if index == splitPosition {
                split = DataKeys.splitKey(pipeline, input: key)
                key = split
            }
            guard index < section.steps.count else { break }
            let step = section.steps[index]
            var parameters = [step.parameters.canonicalJSON, section.targetText, features]
            if step.value.usesSeed { parameters.append("seed \(pipeline.seed)") }
            key = DataKey.node("step", type(of: step.value).name, parameters, inputs: [key])
            steps.append(key)
        }
        self.split = split
        var parameters = [
            section.targetText, section.targetType.rawValue, features, pipeline.elementType.rawValue,
        ]
        if let season = section.season { parameters.append("season \(season)") }
        if pipeline.centersTarget { parameters.append("centers target") }
        if pipeline.takesGaps { parameters.append("takes gaps") }
        last = DataKey.node("matrices", "", parameters, inputs: [key])
    }

    /// The key of the sample of the source's rows.
    var sample: String { DataKey.node("sample", "", [], inputs: [source]) }

    /// - Parameter fold: counted from 0; 0 where there are no folds
    func matrices(fold: Int = 0) -> String {
        fold == 0 ? last : DataKey.node("matrices", "fold \(fold)", [], inputs: [last])
    }

    private static func splitKey(_ pipeline: DataPipeline, input: String) -> String {
        let split = pipeline.section.split.value
        let seed = split.usesSeed ? "\(pipeline.seed)" : ""
        var parameters = [pipeline.section.split.parameters.canonicalJSON, seed]
        if split.usesTarget { parameters.append(pipeline.section.targetText) }
        let merged = pipeline.section.trainOn.value
        if merged != ["train"] { parameters.append("train_on " + merged.joined(separator: " ")) }
        return DataKey.node("split", type(of: split).name, parameters, inputs: [input])
    }
}

extension DataSection {
    /// The targets as one text.
    fileprivate var targetText: String {
        let names = targets.value
        return names.count == 1 ? names[0] : TargetNames(names).resolvedNode.canonicalJSON
    }
}

/// Content keys: SHA-256 over what a node does and the keys of what it works on.
enum DataKey {
    /// Goes into every key; a change of what any node computes must change it.
    private static let version = "assay data 4"

    static func node(_ kind: String, _ name: String, _ parameters: [String], inputs: [String]) -> String {
        // Lengths keep the parts apart, whatever characters are in them.
        let parts = [version, kind, name] + parameters + inputs
        return FileHash.ofText(parts.map { "\($0.utf8.count):\($0)" }.joined(separator: "\n"))
    }
}
