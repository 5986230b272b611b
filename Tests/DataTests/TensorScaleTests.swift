import Data
import Foundation
import TestSupport
import Testing

/// Scaling steps on columns of tensors: one mean, one deviation, one range over all numbers of the training rows.
@Suite("Scaling tensors")
struct TensorScaleTests {
    /// Four images of 1 × 2 bytes: [0, 2], [4, 6], [8, 10], [12, 14]; the first two train.
    private func prepare(_ step: String) throws -> PreparedData {
        let folder = try TemporaryFolder()
        let images: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0, 0, 2, 0, 2, 4, 6, 8, 10, 12, 14]
        let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 4, 0, 1, 0, 1]
        try folder.write(Data(images), to: "images.idx")
        try folder.write(Data(labels), to: "labels.idx")
        let section = try dataSection(
            """
            source: {idx: {path: images.idx, labels: labels.idx, scale: raw}}
            target: label
            steps: [\(step)]
            split: {time: {train: 2, test: 2}}
            """, name: folder.file("spec.yaml"))
        let environment = DataEnvironment(cacheFolder: nil, downloadFolder: folder.file("downloads"))
        return try DataPipeline(section, seed: 1, elementType: .float64, environment: environment).prepare()
    }

    /// Training numbers 0, 2, 4, 6: mean 3, variance (9 + 1 + 1 + 9) / 4 = 5.
    @Test("standardize") func standardize() throws {
        let data = try prepare("standardize")
        let root = 5.0.squareRoot()
        let expected = [[-3 / root, -1 / root], [1 / root, 3 / root]]
        let found = try rows(#require(data[split: "train"]).features)
        for (row, values) in zip(found, expected) {
            for (left, right) in zip(row, values) { #expect(abs(left - right) < 1e-14) }
        }
        let test = try rows(#require(data[split: "test"]).features)
        #expect(abs(test[1][1] - 11 / root) < 1e-14)
        let again = try Preprocessing(json: data.preprocessing.json())
        #expect(try again.json() == data.preprocessing.json())
    }

    /// Smallest 0, largest 6: [−1, 1] is x / 3 − 1.
    @Test("normalize") func normalize() throws {
        let data = try prepare("{normalize: {columns: image, range: [-1, 1]}}")
        let train = try rows(#require(data[split: "train"]).features)
        let test = try rows(#require(data[split: "test"]).features)
        for (row, values) in zip(train + test, [[0.0, 2], [4, 6], [8, 10], [12, 14]]) {
            for (found, value) in zip(row, values) { #expect(abs(found - (value / 3 - 1)) < 1e-14) }
        }
    }

    @Test("a constant image is not divided by zero") func constant() throws {
        let storage = TensorStorage(byteCount: 4)
        storage.pointer.initializeMemory(as: UInt8.self, repeating: 9, count: 4)
        let column = TensorColumn(storage: storage, element: .byte, shape: [2], count: 2, divisor: 3)
        let scaled = column.scaled(subtracting: 3, dividingBy: 0.5)
        // 9 / 3 is 3, and 3 − 3 is 0.
        #expect(scaled[0, 0] == 0)
        #expect(column.scaled(subtracting: 1, dividingBy: 0.5)[1, 1] == 4)
    }
}
