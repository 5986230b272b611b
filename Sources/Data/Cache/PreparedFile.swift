import Foundation
import Kernels

/// The file format of prepared data.
///
///     16 bytes    "assay prepared 2"
///      8 bytes    length of the header, little-endian
///      8 bytes    check sum of the header
///                 header, JSON
///                 sections, each at a multiple of 64 bytes: per part row ids (int32), features, targets,
///                 and, where there are some, row weights, exact and original targets (float64)
enum PreparedFile {
    typealias Section = CacheSection

    struct Part: Codable {
        var name: String
        var rows: Int
        var rowIds: Section
        var features: Section
        var targets: Section
        var weights: Section?
        var exactTargets: Section?
        var originalTargets: Section?
        var persistence: Section?
        var seasonal: Section?
    }

    struct Header: Codable {
        var key: String
        var elementType: String
        var featureNames: [String]
        var targetNames: [String]
        var target: TargetKind
        var preprocessing: Preprocessing
        var warnings: [String]
        var parts: [Part]
        var sourceProfile: String?
    }

    struct Damage: Error, CustomStringConvertible {
        var description: String
        init(_ description: String) { self.description = description }
    }

    private static let magic = Array("assay prepared 2".utf8)
    private static let preamble = 32

    // MARK: Writing

    static func write(_ data: PreparedData, to path: String) throws {
        var buffers: [UnsafeRawBufferPointer] = []
        var parts: [Part] = []
        // Offsets are relative to the end of the header, so that the header's length does not matter.
        var offset = 0
        func add(_ buffer: Buffer) -> Section {
            let bytes = UnsafeRawBufferPointer(start: buffer.pointer, count: buffer.byteCount)
            let section = Section(offset: offset, byteCount: bytes.count, checksum: Checksum.of(bytes))
            offset += roundUp(bytes.count)
            // Buffers are padded to whole vectors of 64 bytes, so the padding can be written with them.
            buffers.append(UnsafeRawBufferPointer(start: buffer.pointer, count: roundUp(bytes.count)))
            return section
        }
        var owned: [Buffer] = []
        func kept(_ buffer: Buffer) -> Buffer {
            owned.append(buffer)
            return buffer
        }
        for split in data.splits {
            parts.append(
                Part(
                    name: split.name, rows: split.rows, rowIds: add(split.rowIds.memory),
                    features: add(split.features.buffer),
                    targets: add(split.targets.buffer), weights: split.weights.map { add($0.buffer) },
                    exactTargets: split.exactTargets.map { add($0.memory) },
                    originalTargets: split.originalTargets.map { add($0.memory) },
                    persistence: split.naiveForecasts.map { add(kept(Buffer($0.persistence))) },
                    seasonal: split.naiveForecasts?.seasonal.map { add(kept(Buffer($0))) }))
        }
        let elementType = data.splits.first?.features.buffer.elementType ?? .float32
        let header = Header(
            key: data.key, elementType: elementType.rawValue, featureNames: data.featureNames,
            targetNames: data.targetNames, target: data.target, preprocessing: data.preprocessing,
            warnings: data.warnings, parts: parts,
            sourceProfile: data.sourceProfile)
        let start = try bytes(of: header)
        // One vector more, so that the last section can be mapped like the others.
        let end = [UInt8](repeating: 0, count: Buffer.alignment)
        try start.withUnsafeBytes { start in
            try end.withUnsafeBytes { try AtomicFile.write([start] + buffers + [$0], to: path) }
        }
        withExtendedLifetime((data, owned)) {}
    }

    static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return encoder
    }

    private static func bytes(of header: Header) throws -> [UInt8] {
        try preamble(of: encoder.encode(header))
    }

    /// What stands before the sections: mark, length, check sum, description.
    static func preamble(of description: Data) throws -> [UInt8] {
        let json = [UInt8](description)
        var bytes = magic
        withUnsafeBytes(of: UInt64(json.count).littleEndian) { bytes.append(contentsOf: $0) }
        let checksum = json.withUnsafeBytes { Checksum.of($0) }
        withUnsafeBytes(of: checksum.littleEndian) { bytes.append(contentsOf: $0) }
        bytes += json
        bytes += [UInt8](repeating: 0, count: roundUp(bytes.count) - bytes.count)
        return bytes
    }

    private static func roundUp(_ count: Int) -> Int {
        (count + Buffer.alignment - 1) / Buffer.alignment * Buffer.alignment
    }

    // MARK: Reading

    static func header(_ path: String, key: String) throws -> Header {
        try open(path) { try header($0, key: key).header }
    }

    static func read(_ path: String, key: String) throws -> PreparedData {
        try open(path) { file in
            let (header, start) = try header(file, key: key)
            guard let elementType = ElementType(rawValue: header.elementType), elementType.isReal else {
                throw Damage("an unknown element type")
            }
            let splits = try header.parts.map { part in
                try split(part, header, elementType, file, start)
            }
            return PreparedData(
                featureNames: header.featureNames, targetNames: header.targetNames, target: header.target,
                splits: splits, preprocessing: header.preprocessing,
                warnings: header.warnings, key: key, sources: [], isFromCache: true,
                sourceProfile: header.sourceProfile)
        }
    }

    static func open<Result>(_ path: String, _ work: (Int32) throws -> Result) throws -> Result {
        let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Damage("it cannot be read") }
        defer { close(descriptor) }
        return try work(descriptor)
    }

    private static func header(_ file: Int32, key: String) throws -> (header: Header, start: Int) {
        let (json, start) = try description(file)
        guard let header = try? JSONDecoder().decode(Header.self, from: json), header.key == key else {
            throw Damage("its header is damaged")
        }
        return (header, start)
    }

    /// The description, and where the sections begin.
    static func description(_ file: Int32) throws -> (json: Data, start: Int) {
        var preambleBytes = [UInt8](repeating: 0, count: preamble)
        try preambleBytes.withUnsafeMutableBytes { try fill($0, file, at: 0) }
        guard Array(preambleBytes.prefix(16)) == magic else { throw Damage("it is not a cache entry") }
        let (length, checksum) = preambleBytes.withUnsafeBytes { bytes in
            (
                Int(
                    truncatingIfNeeded: UInt64(littleEndian: bytes.load(fromByteOffset: 16, as: UInt64.self))),
                UInt64(littleEndian: bytes.load(fromByteOffset: 24, as: UInt64.self))
            )
        }
        guard (1...(1 << 28)).contains(length) else { throw Damage("its header is damaged") }
        var json = [UInt8](repeating: 0, count: length)
        try json.withUnsafeMutableBytes { try fill($0, file, at: preamble) }
        guard json.withUnsafeBytes({ Checksum.of($0) }) == checksum else {
            throw Damage("its header is damaged")
        }
        return (Data(json), roundUp(preamble + length))
    }

    private static func split(
        _ part: Part, _ header: Header, _ elementType: ElementType, _ file: Int32, _ start: Int
    ) throws -> PreparedSplit {
        func buffer(_ section: Section, _ type: ElementType, _ count: Int) throws -> Buffer {
            guard part.rows >= 0, section.offset >= 0, section.byteCount == count * type.byteCount else {
                throw Damage("its sections are damaged")
            }
            let mapped = Buffer(reading: file, offset: start + section.offset, type, count: count)
            let buffer = try mapped ?? Buffer(allocating: type, count: count)
            let bytes = UnsafeMutableRawBufferPointer(start: buffer.pointer, count: buffer.byteCount)
            if mapped == nil { try fill(bytes, file, at: start + section.offset) }
            guard Checksum.of(UnsafeRawBufferPointer(bytes)) == section.checksum else {
                throw Damage("a check sum does not match")
            }
            return buffer
        }
        let ids = try buffer(part.rowIds, .int32, part.rows)
        let width = header.featureNames.count
        let height = header.targetNames.count
        let features = try buffer(part.features, elementType, part.rows * width)
        let targets = try buffer(part.targets, elementType, part.rows * height)
        let weights = try part.weights.map { try buffer($0, elementType, part.rows) }
        func doubles(_ section: Section) throws -> RowValues {
            RowValues(try buffer(section, .float64, part.rows * height))
        }
        return PreparedSplit(
            name: part.name, rowIds: RowNumbers(ids),
            features: DataMatrix(rows: part.rows, columns: width, buffer: features),
            targets: DataMatrix(rows: part.rows, columns: height, buffer: targets),
            weights: weights.map { DataMatrix(rows: part.rows, columns: 1, buffer: $0) },
            exactTargets: try part.exactTargets.map(doubles),
            originalTargets: try part.originalTargets.map(doubles),
            naiveForecasts: try part.persistence.map { persistence in
                NaiveForecasts(
                    persistence: try doubles(persistence).array,
                    seasonal: try part.seasonal.map { try doubles($0).array })
            }, naiveErrors: header.preprocessing.inputs?.naiveErrors)
    }

    static func fill(_ target: UnsafeMutableRawBufferPointer, _ file: Int32, at offset: Int) throws {
        var filled = 0
        while filled < target.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: target[filled...])
            let count = pread(file, rest.baseAddress, rest.count, off_t(offset + filled))
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw Damage("it ends early") }
            filled += count
        }
    }
}
