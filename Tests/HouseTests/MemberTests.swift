import Foundation
import Testing

/// Adding a member to a family touches two files of the product: its own, and the registry of the family.
@Suite struct MemberTests {
    @Test("Every member stands in two files, its own and its family's", arguments: Members.all)
    func files(_ member: Members.Member) {
        let others = Members.mentions[member.type, default: []].subtracting([member.path])
        let strangers = others.subtracting(Members.registries).sorted()
        let isRegistered = strangers.count < others.count
        #expect(isRegistered, "\(member.type) is in no registry")
        let isAlone = strangers.isEmpty || Members.usedElsewhere[member.type] != nil
        #expect(isAlone, "\(member.type) is also named in \(strangers): ask the protocol, not the type")
    }

    @Test("Families are found: the test of the test")
    func found() {
        #expect(Members.all.count > 200)
    }
}

enum Members {
    struct Member: Sendable, CustomTestStringConvertible {
        var type: String
        var path: String
        var testDescription: String { type }
    }

    /// Members that others are made of, or that stand for a value left out. The reason is part of the list.
    static let usedElsewhere: [String: String] = [
        "Adam": "AdamW, NAdam and RAdam are variants of it",
        "BinaryCrossEntropyLoss": "logistic_newton minimizes it",
        "CalibrationErrorMetric": "what a temperature changes is shown by it",
        "CSVSource": "new rows are read as its files are",
        "ChoiceDomain": "a bare list is a choice; the command line's words stand for domains",
        "CodesStep": "trees take categories by it",
        "ConstantInitializer": "the default of some parameters",
        "ConstantSchedule": "the default",
        "CrossEntropyLoss": "three solvers minimize it",
        "FiguresSection": "the Markdown form of a report shows it",
        "DropoutLayer": "the hidden layers of mlp may have one",
        "GaussNewton": "a variant of newton",
        "GridSampler": "the default",
        "GroupKFoldSplit": "cannot be repeated",
        "IntUniformDomain": "the command line's words stand for domains",
        "KFoldSplit": "can be repeated",
        "KaimingUniformInitializer": "the default of linear layers and convolutions",
        "LeastSquaresSolver": "ridge falls back on its system",
        "LinearLayer": "what solvers fit, and what coefficients are of",
        "LinspaceDomain": "the command line's words stand for domains",
        "LogIntDomain": "the command line's words stand for domains",
        "LogLossMetric": "what a temperature changes is shown by it",
        "LogUniformDomain": "the command line's words stand for domains",
        "LogspaceDomain": "the command line's words stand for domains",
        "MeanSquaredErrorLoss": "least_squares minimizes it",
        "Newton": "gauss_newton is a variant of it",
        "NoPruner": "the default",
        "NoSplit": "the default",
        "NormalInitializer": "the default of embeddings",
        "OnesInitializer": "the default of scales",
        "PlateauSchedule": "the only schedule with a memory",
        "PredefinedSplit": "the default of a source in parts",
        "RandomSampler": "tpe begins with it",
        "RandomSplit": "the words of a check name it",
        "RandomSignsInitializer": "the first scales of the members of an ensemble",
        "RangeDomain": "the command line's words stand for domains",
        "ReLULayer": "the default activation of mlp",
        "SELULayer": "the default activation of parametric_activation",
        "SelectKBestStep": "its scorer reads its fields",
        "SeparateSource": "a source in parts brings its own split",
        "SequentialLayer": "repeat is made of it",
        "StochasticGradientDescent": "the default",
        "StratifiedKFoldSplit": "can be repeated",
        "ThresholdStep": "the values of its column are decided before they are known",
        "UniformDomain": "the command line's words stand for domains",
        "UniformInitializer": "the default of recurrent layers and of numeric_embedding",
        "WarningsSection": "the Markdown form of a report shows it",
        "ZerosInitializer": "the default of biases and shifts",
    ]

    /// They look like members and belong to no family that a specification chooses from.
    private static let outsideOfFamilies: Set<Substring> = [
        "RateRangeTest.swift", "GaussianScoresLayer.swift",
    ]

    static let all: [Member] = SourceTree.swift.flatMap { file -> [Member] in
        guard file.path.hasPrefix("Sources/"), !file.path.hasPrefix("Sources/Graph/"),
            !outsideOfFamilies.contains(file.name),
            file.text.contains(/static let (?:about|documentation)\b/),
            file.text.contains(/static let name(?:: String)? = "/),
            let type = file.text.firstMatch(of: /(?m)^(?:package )?(?:final )?(?:struct|class|enum) (\w+)/)
        else { return [] }
        return [Member(type: String(type.1), path: file.path)]
    }

    /// The files in whose code a member's type stands.
    static let mentions: [String: Set<String>] = {
        let types = Set(all.map(\.type))
        var found: [String: Set<String>] = [:]
        for file in SourceTree.swift where file.path.hasPrefix("Sources/") {
            for line in file.lines where !line.drop(while: { $0 == " " }).hasPrefix("//") {
                for word in line.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "_" })
                where types.contains(String(word)) {
                    found[String(word), default: []].insert(file.path)
                }
            }
        }
        return found
    }()

    /// A file that names many members which are not its own.
    static let registries: Set<String> = {
        var counts: [String: Int] = [:]
        for paths in mentions.values {
            for path in paths { counts[path, default: 0] += 1 }
        }
        return Set(counts.filter { $0.value >= 5 || $0.key.hasSuffix("Family.swift") }.keys)
    }()
}
