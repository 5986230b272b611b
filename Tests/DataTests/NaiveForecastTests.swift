import Data
import Foundation
import TestSupport
import Testing

/// What a series says of its own next values; expected values by hand.
@Suite("Naive forecasts")
struct NaiveForecastTests {
    private static let nan = Double.nan

    private func same(_ left: [Double]?, _ right: [Double]) -> Bool {
        guard let left, left.count == right.count else { return false }
        return zip(left, right).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
    }

    /// Row t predicts the values of t + 1 and t + 2: what is known at t is the value of t.
    @Test(
        "of windows: the last value at the time of forecasting, and that of a season ago, from the cache as well"
    )
    func windows() throws {
        let data = try TestData(csv: "v\n10\n20\n40\n80\n160\n320\n")
        let yaml =
            "source: {csv: data.csv}\ntarget: v_t+1..2\nseason: 2\nsteps: [{window: {column: v, size: 1, horizon: 1..2}}]"
        for _ in 0..<2 {
            let train = try #require(try data.prepare(yaml)[split: "train"])
            #expect(rows(train.targets) == [[20, 40], [40, 80], [80, 160], [160, 320]])
            let naive = try #require(train.naiveForecasts)
            #expect(same(naive.persistence, [Self.nan, Self.nan, 20, Self.nan, 40, 40, 80, 80]))
            #expect(same(naive.seasonal, [Self.nan, Self.nan, Self.nan, Self.nan, 20, 40, 40, 80]))
            // |80 - 20|, |160 - 40| and |160 - 40|, |320 - 80|
            #expect(train.naiveErrors == NaiveErrors(values: [90, 180], original: [90, 180]))
        }
    }

    /// The logarithm is what training reads: errors of 1 a row there, and 10, 20, 40 outside. The last two rows are
    /// judged, and training ends before them.
    @Test("errors are those of training rows, in both spaces; forecasts cross from part to part")
    func spaces() throws {
        let prepared = try TestData(csv: "t,v\n0,10\n1,20\n2,40\n3,80\n4,160\n5,320\n").prepare(
            "source: {csv: data.csv}\ntarget: v\nseason: 1\nsteps: [{log: {columns: v, base: 2}}]\n"
                + "split: {time: {train: 4, test: 2}}")
        let test = try #require(prepared[split: "test"])
        let errors = try #require(test.naiveErrors)
        #expect(abs(errors.values[0] - 1) < 1e-12)
        #expect(abs(errors.original[0] - 70.0 / 3) < 1e-9)
        #expect(test.naiveForecasts?.persistence == [log2(80), log2(160)])
        #expect(test.naiveForecasts?.seasonal == nil)
        let state = try Preprocessing(json: try prepared.preprocessing.json())
        #expect(state.inputs?.naiveErrors == errors)
    }

    /// Shop a: 1, 2, 4; shop b: 100, 110, 130. With a lag of 2 the value before the last is what is known.
    @Test("groups are series of their own, and the shortest lag says what is known", arguments: [1, 2])
    func groups(lag: Int) throws {
        let data = try TestData(csv: "k,v\na,1\nb,100\na,2\nb,110\na,4\nb,130\n")
        let yaml =
            "source: {csv: data.csv}\ntarget: v\n"
            + "steps: [{lag: {columns: v, lags: [\(lag), 2], group: k, incomplete: keep}}, {drop: k}, "
            + "{impute: {columns: features, strategy: constant, value: 0}}]"
        let checked = lag == 2 ? yaml.replacing("[2, 2]", with: "[2]") : yaml
        for _ in 0..<2 {
            let train = try StageKeeping.$keepsAll.withValue(true) {
                try #require(try data.prepare(checked)[split: "train"])
            }
            let expected =
                lag == 1
                ? [Self.nan, Self.nan, 1, 100, 2, 110]
                : [Self.nan, Self.nan, Self.nan, Self.nan, 1, 100]
            #expect(same(train.naiveForecasts?.persistence, expected))
            // |2 - 1|, |110 - 100|, |4 - 2|, |130 - 110|
            #expect(train.naiveErrors?.values == [33.0 / 4])
        }
    }

    @Test("rows that nothing calls a series have none; classes have none")
    func none() throws {
        let data = try TestData(csv: "k,v\na,1\nb,2\na,3\n")
        let plain = try data.prepare(
            "source: {csv: data.csv}\ntarget: v\nsteps: [{drop: k}, {derive: {w: v + 1}}]")
        #expect(plain[split: "train"]?.naiveForecasts == nil)
        #expect(plain[split: "train"]?.naiveErrors == nil)
        #expect(!(try plain.preprocessing.json().contains("naive")))
        let classes = try data.prepare("source: {csv: data.csv}\ntarget: k\nseason: 1")
        #expect(classes[split: "train"]?.naiveForecasts == nil)
    }
}
