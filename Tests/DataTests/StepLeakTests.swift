import Data
import Spec
import TestSupport
import Testing

/// Every registered step, alone: whatever stands in rows that are not for training, the training rows look the same
/// after it, and so does its state.
@Suite("No step leaks")
struct StepLeakTests {
    /// One example each, over the columns n (a row number), a, b (with gaps), c, d (a date), k (a category) and y.
    private static let examples: [String: String] = [
        "bin": "bin: [a, c]", "cast": "cast: {c: category}", "clip": "clip: {columns: a, lower: 2, upper: 9}",
        "date_parts": "date_parts: {columns: d, parts: [month, day]}", "deduplicate": "deduplicate: n",
        "derive": "derive: {e: a * c}", "difference": "difference: a", "drop": "drop: c",
        "drop_correlated": "drop_correlated: {columns: [a, c], threshold: 0}",
        "drop_missing": "drop_missing: n", "exp": "exp: c", "filter": "filter: n >= 1",
        "frequency": "frequency: k", "impute": "impute: b", "interactions": "interactions: [a, c]",
        "lag": "lag: {columns: [a, y], lags: [1, 2]}", "log": "log: a", "log1p": "log1p: a",
        "max_abs": "max_abs: [a, b]",
        "normalize": "normalize: a", "one_hot": "one_hot: k",
        "ordinal": "ordinal: {columns: k, unknown: last}",
        "outliers": "outliers: [a, c]", "pca": "pca: {columns: [a, c]}",
        "periodic": "periodic: {columns: c, period: 11}",
        "polynomial": "polynomial: [a, c]", "power": "power: [a, c]", "quantile": "quantile: [a, c]",
        "rare": "rare: {columns: k, min_count: 6}", "rename": "rename: {a: x}",
        "robust_scale": "robust_scale: [a, c]",
        "rolling": "rolling: {columns: a, window: 3}", "row_normalize": "row_normalize: [a, c]",
        "sample": "sample: 0.9", "select": "select: [n, a, b, y]",
        "select_k_best": "select_k_best: {columns: [a, c], k: 1}", "spline": "spline: [a, c]",
        "sqrt": "sqrt: a",
        "standardize": "standardize: [a, c]", "target_encode": "target_encode: k",
        "threshold": "threshold: {a: median}",
        "variance_threshold": "variance_threshold: {columns: [a, c]}",
        "window": "window: {column: a, size: 3}",
    ]
    /// Further ways of the same steps.
    private static let others = [
        "impute: {columns: b, strategy: median, indicator: true}",
        "impute: {columns: b, strategy: most_frequent}",
        "impute: {columns: b, strategy: ffill}", "impute: {columns: b, strategy: ffill, group: k}",
        "impute: {columns: b, strategy: constant, value: 3}", "outliers: {columns: [a, c], method: zscore}",
        "select_k_best: {columns: [a, c], k: 1, score: mutual_information}",
        "bin: {columns: a, strategy: quantile}",
        "power: {columns: a, method: box_cox}", "quantile: {columns: [a, c], output: normal}",
        "threshold: {a: mean}", "standardize: {columns: a, ddof: 1}",
        "lag: {columns: a, group: k, incomplete: keep}",
    ]

    static let steps = examples.sorted { $0.key < $1.key }.map(\.value) + others

    @Test("every registered step has an example")
    func complete() {
        #expect(Self.examples.keys.sorted() == stepFamily.members.map { $0.name }.sorted())
    }

    /// 40 rows, the first half of which `time` takes for training.
    private func csv(changed: Bool) -> String {
        var csv = "n,a,b,c,d,k,y\n"
        for row in 0..<40 {
            let (a, c, day) = (row * row % 17 + 1, row * 7 % 11, row % 28 + 1)
            let date = "2024-0\(row % 9 + 1)-\(day < 10 ? "0" : "")\(day)"
            let kind = ["u", "v", "w"][row % 3]
            csv +=
                changed && row >= 24
                ? "\(row + 1),\(1000 + row),\(-row),\(c * c + 50),1999-12-31,odd\(row),\(row * 3)\n"
                : "\(row + 1),\(a),\(row % 5 == 0 ? "" : "\(a + c)"),\(c),\(date),\(kind),\(row)\n"
        }
        return csv
    }

    private func prepare(_ step: String, changed: Bool) throws -> PreparedData {
        // What models cannot read is dropped, and gaps are filled without looking at rows.
        try TestData(csv: csv(changed: changed)).prepare(
            """
            source: {type: csv, path: data.csv, types: {k: category, d: text}}
            target: y
            steps:
              - \(step)
              - drop: categorical except target
              - impute: {columns: features, strategy: constant, value: 0}
            split: {time: {train: 0.5, val: 0.2, test: 0.3}}
            """)
    }

    @Test("training rows and state do not depend on other rows", arguments: steps)
    func leak(_ step: String) throws {
        let (plain, changed) = (try prepare(step, changed: false), try prepare(step, changed: true))
        let train = try #require(plain[split: "train"])
        let other = try #require(changed[split: "train"])
        #expect(train.rows > 10)
        #expect(plain.featureNames == changed.featureNames)
        #expect(train.rowIds == other.rowIds)
        #expect(rows(train.features) == rows(other.features))
        #expect(rows(train.targets) == rows(other.targets))
        #expect(try plain.preprocessing.json() == changed.preprocessing.json())
        #expect(plain.preprocessing.leaks.isEmpty)
        // The change is one that the rows it concerns do show.
        let test = try #require(plain[split: "test"])
        let otherTest = try #require(changed[split: "test"])
        #expect(rows(test.targets) != rows(otherTest.targets))
    }
}
