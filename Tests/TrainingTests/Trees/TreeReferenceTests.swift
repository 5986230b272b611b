import Boosting
import Data
import Kernels
import Testing
import Training

/// Models of xgboost's own Python package with the same parameters: numbers of Tests/References/training_trees.py.
@Suite("Trees beside xgboost's Python package", .enabled(if: XGBoostLibrary.isAvailable))
struct TreeReferenceTests {
    struct Numbers: Decodable {
        struct Model: Decodable {
            var loss: String
            var fields: String
            var target: String
            var weighed: Bool
            /// Which versions of the library it is for.
            var library: String
            var predictions: [Double]
        }

        var rounds: Int
        var names: [String]
        /// How many categories a column has; 0 for a column of numbers.
        var categories: [Int]
        var features: [[Double?]]
        var weights: [Float]
        var targets: [String: [Double]]
        var models: [Model]

        static func read() throws -> Numbers { try Fixture.read("trees.json", as: Numbers.self) }

        func bench(of model: Model) throws -> TreeBench {
            let item = try StackCase.read(
                "model: [{boosted_trees: {\(model.fields)}}]\nloss: \(model.loss)\n")
            let loss = try #require(item.loss)
            let values = try #require(targets[model.target])
            let form: TargetForm =
                switch model.target {
                case "two": .classes(count: 2)
                case "three": .classes(count: 3)
                default: .real(columns: 1)
                }
            let columns = zip(names, categories).map { name, count in
                FeatureColumn(name, count == 0 ? .number : .codes(count: count + 1))
            }
            var train = TreeBench.split(
                "train", features.map { $0.map { $0 ?? .nan } }, values, 0..<features.count)
            if model.weighed {
                train.weights = DataMatrix(rows: features.count, columns: 1, buffer: Buffer(weights))
            }
            return try TreeBench(item.model, loss, columns, form, [train], TrainSection(epochs: rounds))
        }
    }

    @Test("predictions are those of the package", arguments: try Numbers.read().models.indices)
    func predictions(index: Int) throws {
        let numbers = try Numbers.read()
        let model = numbers.models[index]
        let version = try XGBoostLibrary.shared().version
        let isNew = (version.major, version.minor) >= (3, 1)
        guard model.library == "any" || (model.library == "from 3.1") == isNew else { return }
        let bench = try numbers.bench(of: model)
        let session = try bench.trained().session
        let own = try #require(try session.predictions(split: "train").first).predictions
        #expect(own.count == model.predictions.count)
        #expect(
            largestDifference(own, model.predictions) < 2e-6, "\(model.loss) \(model.fields)")
    }

    @Test("trees of version 0.4 predict as they did, from codes that count from 1")
    func olderTrees() throws {
        let numbers = try Numbers.read()
        let bench = try numbers.bench(of: try #require(numbers.models.first))
        let session = try bench.trained().session
        var content = try #require(TreeFile.content(of: try session.finalWeights(trial: 0)))
        let mark = "\"assay_first_category\":\"0\""
        let text = try #require(String(bytes: content, encoding: .utf8))
        #expect(text.contains(mark))
        func predictions(_ text: String) throws -> [Double] {
            content = Array(text.utf8)
            return try Predictor(
                plan: bench.plan, elementType: .float32, threads: 1, weights: TreeFile.weights(content),
                largestPart: 1
            ).predictions(bench.splits[0].features)
        }
        let own = try #require(try session.predictions(split: "train").first).predictions
        #expect(try predictions(text) == own)
        // Without the mark they are taken to be of 0.4, and the same trees read other categories.
        let old = text.replacing(mark, with: "\"assay_other\":\"0\"")
        #expect(try predictions(old) != own)
    }
}
