import Foundation
import Testing
import Training

@Suite("Safetensors")
struct SafetensorsTests {
    private func sample() throws -> SafetensorsFile {
        SafetensorsFile(
            metadata: [
                SafetensorsFile.Metadata(key: "format", value: "pt"),
                SafetensorsFile.Metadata(key: "note", value: "a \"quoted\"\nline\tand \u{1} π"),
            ],
            tensors: [
                try #require(
                    StoredTensor(name: "0.weight", shape: [2, 3], values: [0, 1, 2, 3, 4, 5] as [Float])),
                try #require(StoredTensor(name: "0.bias", shape: [2], values: [0.5, -1.5] as [Double])),
                try #require(StoredTensor(name: "empty", shape: [0, 4], values: [] as [Float])),
            ])
    }

    /// Bytes with this header and data.
    private func bytes(_ header: String, data: [UInt8] = []) -> [UInt8] {
        let count = UInt64(header.utf8.count)
        return withUnsafeBytes(of: count.littleEndian) { [UInt8]($0) } + [UInt8](header.utf8) + data
    }

    @Test func whatIsWrittenIsReadBack() throws {
        let file = try sample()
        let read = try SafetensorsFile(bytes: file.encoded())
        #expect(read.metadata == file.metadata)
        for tensor in file.tensors {
            #expect(read.tensor(tensor.name) == tensor)
        }
        #expect(read.tensors.count == 3)
    }

    /// Texts come in no order that could be made up from their names.
    @Test(arguments: [["format", "b", "a"], ["z\"\\", "π", "\u{1}", "y:{", "a"], ["only"], []])
    func writtenAgainItIsTheSame(keys: [String]) throws {
        var file = try sample()
        file.metadata = keys.map { SafetensorsFile.Metadata(key: $0, value: "\": {\"\($0)\": 1}") }
        for name in ["d", "c"] + keys + ["__metadata"] {
            file.tensors.append(
                try #require(StoredTensor(name: name, shape: [0], values: [] as [Double])))
        }
        let read = try SafetensorsFile(bytes: file.encoded())
        #expect(read.metadata == file.metadata)
        #expect(read.encoded() == file.encoded())
    }

    @Test func textsMayFollowTensors() throws {
        let header = #"""
            { "w" : {"shape": [], "dtype": "F32", "data_offsets": [0, 4]},
              "\u005f_metadata__" : { "b" : "a", "\u0061" : "b", "\"" : "}" } }
            """#
        let file = try SafetensorsFile(bytes: bytes(header, data: [0, 0, 0, 0]))
        #expect(file.metadata.map(\.key) == ["b", "a", "\""])
        #expect(file.metadata.map(\.value) == ["a", "b", "}"])
    }

    @Test func dataAreAligned() throws {
        let encoded = try sample().encoded()
        let header = encoded[0..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        #expect((8 + header) % 64 == 0)
    }

    @Test func everyTruncationIsAnError() throws {
        let encoded = try sample().encoded()
        for length in 0..<encoded.count {
            #expect(throws: SafetensorsError.self) {
                try SafetensorsFile(bytes: Array(encoded.prefix(length)))
            }
        }
    }

    @Test func damagedBytesNeverTrap() throws {
        let encoded = try sample().encoded()
        for index in 0..<min(encoded.count, 400) {
            for flip in [UInt8(1), 0x80, 0xFF] {
                var damaged = encoded
                damaged[index] ^= flip
                _ = try? SafetensorsFile(bytes: damaged)
            }
        }
    }

    static let broken: [(header: String, data: Int, message: String)] = [
        ("[]", 0, "the header is not what it should be"),
        ("{\"a\":1}", 0, "the header is not what it should be: 'a' has the wrong type"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4, "'a' has no 'data_offsets'"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}", 4, "needs two data_offsets"),
        ("{\"a\":{\"dtype\":\"Q7\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "element type 'Q7'"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4, "has shape [2]"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4, "has shape [-1]"),
        (
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[9223372036854775807,9],\"data_offsets\":[0,4]}}", 4,
            "has shape [9223372036854775807, 9]"
        ),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,8]}}", 4, "claims bytes 0 to 8 of 4"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}", 4, "claims bytes -4 to 0 of 4"),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, "begins at byte 4"),
        (
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 9,
            "5 bytes follow the last tensor"
        ),
        (
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[2,6]}}", 6, "begins at byte 2"
        ),
        ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1e99],\"data_offsets\":[0,4]}}", 4, "not what it should be"),
    ]

    @Test(arguments: SafetensorsTests.broken.indices)
    func brokenHeadersSayWhatIsWrong(index: Int) {
        let item = Self.broken[index]
        do {
            _ = try SafetensorsFile(bytes: bytes(item.header, data: [UInt8](repeating: 0, count: item.data)))
            Issue.record("\(item.header) was accepted")
        } catch {
            #expect("\(error)".contains(item.message), "\(error)")
        }
    }

    @Test func absurdHeaderLengthIsRefused() {
        #expect(throws: SafetensorsError.headerTooLong(length: .max, limit: SafetensorsFile.headerLimit)) {
            try SafetensorsFile(bytes: [UInt8](repeating: 0xFF, count: 16))
        }
    }

    /// Python with the package `safetensors`, from .venv at the repository's root, if it is there.
    private static let python: String? = {
        let path = Fixture.root.appending(path: ".venv/bin/python").path
        guard FileManager.default.isExecutableFile(atPath: path) else { return nil }
        let probe = Process()
        probe.executableURL = URL(filePath: path)
        probe.arguments = ["-c", "import safetensors, numpy"]
        probe.standardError = FileHandle.nullDevice
        guard (try? probe.run()) != nil else { return nil }
        probe.waitUntilExit()
        return probe.terminationStatus == 0 ? path : nil
    }()

    private func runPython(_ arguments: [String]) throws -> Data {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: try #require(Self.python))
        let script = Fixture.references.appending(path: "training_safetensors.py").path
        process.arguments = [script] + arguments
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return data
    }

    private func temporaryFile() -> URL {
        FileManager.default.temporaryDirectory.appending(path: "assay-\(UUID().uuidString).safetensors")
    }

    @Test(.enabled(if: SafetensorsTests.python != nil, "needs .venv with the Python package safetensors"))
    func pythonReadsOurFiles() throws {
        struct Found: Decodable {
            struct Tensor: Decodable {
                var dtype: String
                var shape: [Int]
                var values: [Double]
            }

            var metadata: [String: String]
            var tensors: [String: Tensor]
        }
        let file = try sample()
        let path = temporaryFile()
        defer { try? FileManager.default.removeItem(at: path) }
        try Data(file.encoded()).write(to: path)
        let found = try JSONDecoder().decode(Found.self, from: runPython([path.path]))
        #expect(found.metadata["note"] == file.text("note"))
        #expect(found.tensors["0.weight"]?.dtype == "float32")
        #expect(found.tensors["0.weight"]?.shape == [2, 3])
        #expect(found.tensors["0.weight"]?.values == [0, 1, 2, 3, 4, 5])
        #expect(found.tensors["0.bias"]?.values == [0.5, -1.5])
        #expect(found.tensors["empty"]?.shape == [0, 4])
    }

    @Test(.enabled(if: SafetensorsTests.python != nil, "needs .venv with the Python package safetensors"))
    func weReadPythonsFiles() throws {
        let path = temporaryFile()
        defer { try? FileManager.default.removeItem(at: path) }
        _ = try runPython(["--write", path.path])
        let file = try SafetensorsFile(bytes: [UInt8](Data(contentsOf: path)))
        #expect(file.text("format") == "pt")
        #expect(file.tensor("a")?.shape == [2, 3])
        #expect(file.tensor("a")?.doubles == [0, 1, 2, 3, 4, 5])
        #expect(file.tensor("b")?.doubles == [0.5, -1.5])
    }
}

extension SafetensorsTests {
    /// Bits by IEEE 754: 1, -2, 2⁻²⁴ (the least above 0) and 65504 (the largest); bfloat16 is the upper half of a
    /// float.
    @Test func halfPrecisionIsReadExactly() throws {
        func numbers(_ type: StoredElementType, _ bits: [UInt16]) throws -> [Double] {
            let bytes = bits.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
            let tensor = try #require(
                StoredTensor(name: "w", elementType: type, shape: [bits.count], bytes: bytes))
            let file = try SafetensorsFile(bytes: SafetensorsFile(tensors: [tensor]).encoded())
            return try #require(file.tensor("w")?.doubles)
        }
        #expect(try numbers(.float16, [0x3C00, 0xC000, 0x0001, 0x7BFF]) == [1, -2, 0x1p-24, 65504])
        #expect(try numbers(.bfloat16, [0x3F80, 0xC000, 0x4049]) == [1, -2, 3.140625])
    }
}
