import Data
import Foundation
import TestSupport
import Testing

@Suite("IDX files")
struct IDXTests {
    /// Magic, sizes and values, big-endian, as the format's description has them.
    private func idx(type: UInt8 = 8, _ sizes: [UInt32], _ values: [UInt8]) -> Foundation.Data {
        var bytes: [UInt8] = [0, 0, type, UInt8(sizes.count)]
        for size in sizes { bytes += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: size >> $0) } }
        return Foundation.Data(bytes + values)
    }

    private func data(_ images: Foundation.Data, _ labels: Foundation.Data? = nil) throws -> TestData {
        let data = try TestData(csv: "")
        try data.folder.write(images, to: "images")
        if let labels { try data.folder.write(labels, to: "labels") }
        return data
    }

    private func threeImages() throws -> TestData {
        try data(idx([3, 2, 2], [0, 51, 102, 255, 1, 2, 3, 4, 5, 6, 7, 8]), idx([3], [7, 0, 7]))
    }

    private static let yaml = "source: {idx: {path: images, labels: labels}}\ntarget: label\n"

    @Test("images are one column, numbers in a row for the model, bytes divided by 255")
    func images() throws {
        let prepared = try threeImages().prepare(Self.yaml)
        #expect(prepared.featureNames == ["image[0]", "image[1]", "image[2]", "image[3]"])
        #expect(prepared.target == .classes(["0", "7"]))
        let train = try #require(prepared[split: "train"])
        #expect(rows(train.features).first == [0, 0.2, 0.4, 1])
        #expect(rows(train.targets) == [[1], [0], [1]])
        let raw = try threeImages().prepare(
            Self.yaml.replacing("labels: labels", with: "labels: labels, scale: raw"))
        #expect(
            raw[split: "train"].map { rows($0.features) } == [
                [0, 51, 102, 255], [1, 2, 3, 4], [5, 6, 7, 8],
            ])
        let single = try threeImages().prepare(Self.yaml, elementType: .float32)
        #expect(single[split: "train"]?.features[0, 1] == Double(Float(51) / 255))
    }

    @Test("rows are chosen and joined without touching the values")
    func rowsOfImages() throws {
        let data = try threeImages()
        let filtered = try data.prepare(Self.yaml + "steps: [{filter: label == '7'}]")
        #expect(filtered[split: "train"].map { rows($0.features)[1] } == [5.0, 6, 7, 8].map { $0 / 255 })
        let joined = try data.prepare(
            """
            source:
              separate:
                train: {idx: {path: images, labels: labels}}
                test: {idx: {path: images, labels: labels, limit: 2}}
            target: label
            """)
        #expect(joined.splits.map(\.name) == ["train", "test"])
        #expect(joined.splits.map(\.rowIds) == [[0, 1, 2], [3, 4]])
        #expect(joined[split: "test"].map { rows($0.features)[0] } == [0, 0.2, 0.4, 1])
    }

    @Test("other types: signed bytes, shorts, ints, floats, doubles; one value a row is a number column")
    func types() throws {
        let cases: [(UInt8, [UInt8], [Double])] = [
            (9, [0xff, 2], [-1, 2]), (11, [0xff, 0xfe, 1, 0], [-2, 256]),
            (12, [0, 1, 0, 0, 0xff, 0xff, 0xff, 0xff], [65536, -1]),
            (13, [0x3f, 0x80, 0, 0, 0xc0, 0x20, 0, 0], [1, -2.5]),
            (14, [0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0xc0, 4, 0, 0, 0, 0, 0, 0], [1, -2.5]),
        ]
        for (type, bytes, expected) in cases {
            let prepared = try data(idx(type: type, [2], bytes), idx([2], [1, 2])).prepare(Self.yaml)
            #expect(prepared.featureNames == ["image"])
            #expect(prepared[split: "train"].map { rows($0.features).map { $0[0] } } == expected)
        }
    }

    @Test("damaged files give an error that says what is wrong, never a trap")
    func damage() throws {
        let good = idx([3, 2, 2], [UInt8](0..<12))
        let cases: [(Foundation.Data, String)] = [
            (good.dropLast(1), "ends early: its header announces more values"),
            (good.prefix(3), "ends early"),
            (good + [0], "has more bytes than its header announces"),
            (Foundation.Data([1, 0, 8, 1, 0, 0, 0, 1, 9]), "is no IDX file"),
            (idx([0, 2], []), "its header announces an impossible size: [0, 2]"),
            (idx([0xffff_ffff, 0xffff_ffff, 0xffff_ffff], []), "impossible size"),
        ]
        for (bytes, message) in cases {
            let damaged = try data(bytes, idx([3], [0, 1, 2]))
            #expect(errorText { _ = try damaged.prepare(Self.yaml) }.contains(message))
        }
        let uneven = try data(good, idx([2], [0, 1]))
        #expect(
            errorText { _ = try uneven.prepare(Self.yaml) }.contains("has 2 labels where there are 3 images"))
        // Any single byte changed: an error or a table, and in either case an end.
        for position in 0..<good.count {
            var changed = good
            changed[position] ^= 0x55
            let damaged = try data(changed, idx([3], [0, 1, 2]))
            _ = errorText { _ = try damaged.prepare(Self.yaml) }
        }
    }

    @Test(
        "MNIST: 60,000 and 10,000 images, the published class counts",
        .enabled(if: sharedDataFile("mnist") != nil, Comment(rawValue: sharedDataIsMissing)))
    func published() throws {
        let folder = try TemporaryFolder()
        let environment = DataEnvironment(
            dataFolder: sharedDataFolder(), cacheFolder: nil, downloadFolder: folder.path,
            allowsDownload: false)
        let source = try #require(
            try dataSection(
                """
                source:
                  separate:
                    test: {idx: {path: mnist/t10k-images-idx3-ubyte.gz, labels: mnist/t10k-labels-idx1-ubyte.gz}}
                    train: {idx: {path: mnist/t10k-images-idx3-ubyte.gz, labels: mnist/t10k-labels-idx1-ubyte.gz, limit: 500}}
                target: label
                """, name: folder.file("spec.yaml")
            ).source?.value)
        let table = try source.read(try source.locate(in: environment, progress: nil))
        #expect(table.rowCount == 10_500)
        #expect(table.parts.map(\.rows) == [0..<500, 500..<10_500])
        let test = texts(table, "label").suffix(10_000)
        let counts = (0..<10).map { digit in test.count { $0 == "\(digit)" } }
        #expect(counts == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
        guard case .tensors(let images)? = table["image"] else {
            Issue.record("no images")
            return
        }
        #expect(images.shape == [28, 28])
    }
}
