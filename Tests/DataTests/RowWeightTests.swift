import Data
import Spec
import Testing

@Suite("Row weights")
struct RowWeightTests {
    private let csv = "a,b,y,w\n1,5,10,0.5\n2,6,20,1\n3,7,30,2\n4,9,40,0\n"
    private let section = """
        source: {csv: data.csv}
        target: y
        weights: w
        steps:
          - standardize: features
        """

    @Test func theColumnIsNoFeatureAndKeepsItsValues() throws {
        let data = try TestData(csv: csv).prepare(section)
        #expect(data.featureNames == ["a", "b"])
        let weights = try #require(data.splits.first?.weights)
        #expect((0..<4).map { weights[$0, 0] } == [0.5, 1, 2, 0])
    }

    @Test func theCacheKeepsThem() throws {
        let files = try TestData(csv: csv)
        let pipeline = try files.pipeline(section)
        let fresh = try pipeline.prepare()
        let cached = try pipeline.prepare()
        #expect(cached.isFromCache)
        let (first, second) = (try #require(fresh.splits[0].weights), try #require(cached.splits[0].weights))
        #expect((0..<4).map { first[$0, 0] } == (0..<4).map { second[$0, 0] })
        // Without weights it is another preparation, in which the column is a feature.
        let other = try files.pipeline("source: {csv: data.csv}\ntarget: y\n").prepare()
        #expect(!other.isFromCache)
        #expect(other.splits[0].weights == nil)
        #expect(other.featureNames == ["a", "b", "w"])
    }

    @Test(arguments: [
        ("weights: v", "unknown-column"), ("weights: y", "weights-are-used"),
        ("weights: w\nfeatures: [a, w]", "weights-are-used"),
    ])
    func weightsThatCannotBeAreRefused(line: String, code: String) throws {
        let files = try TestData(csv: csv)
        let error = #expect(throws: DataDiagnostics.self) {
            try files.prepare("source: {csv: data.csv}\ntarget: y\n\(line)\n")
        }
        #expect(error?.all.map(\.code) == [code])
    }
}
