import Data
import Foundation
import Training

/// Where the trials of a stack stand: a file of `checkpoints` in a sweep's folder.
///
///     magic      "assay stack 1\n"
///     length     bytes of the header, 8 bytes, little-endian
///     header     JSON: which trials there are, and where their bytes begin
///     body       checkpoints as in `last.safetensors`, epochs as JSON, losses of steps as doubles
///
/// A state is a point on a path that the specification and the data decide alone. So it does not matter which process
/// wrote it, nor with which others it trained the trial.
package struct SavedStack: Sendable {
    /// A training of a trial: the only one, or that on a fold.
    package struct Fold: Sendable {
        package var fold: Int
        package var checkpoint: TrainingCheckpoint
        package var reports: [TimedReport]
        package var losses: [Double]

        package init(
            fold: Int, checkpoint: TrainingCheckpoint, reports: [TimedReport] = [], losses: [Double] = []
        ) {
            self.fold = fold
            self.checkpoint = checkpoint
            self.reports = reports
            self.losses = losses
        }
    }

    package struct Trial: Sendable {
        var number: Int
        var hash: String
        /// Seconds of training so far: its share of the stacks it was in.
        var seconds: Double
        /// Seconds since its training began, without those in which nobody trained it.
        var elapsed: Double
        package var folds: [Fold]

        package init(number: Int, hash: String, seconds: Double, elapsed: Double, folds: [Fold]) {
            self.number = number
            self.hash = hash
            self.seconds = seconds
            self.elapsed = elapsed
            self.folds = folds
        }

        var steps: Int { folds.reduce(0) { $0 + $1.checkpoint.state.step } }
    }

    var dataKey: String
    package var trials: [Trial]

    package init(dataKey: String, trials: [Trial]) {
        self.dataKey = dataKey
        self.trials = trials
    }
}

extension SavedStack {
    struct Header: Codable, Sendable {
        struct Trial: Codable, Sendable {
            var number: Int
            var hash: String
            var seconds: Double
            var elapsed: Double
            var steps: Int
            var folds: [Fold]
        }

        struct Fold: Codable, Sendable {
            var fold: Int
            var ended: StoredEnding?
            var checkpoint: Span
            var reports: Span
            var losses: Span
        }

        /// Bytes of the body.
        struct Span: Codable, Sendable {
            var start: Int
            var count: Int
        }

        var version: String
        var dataKey: String
        /// SHA-256 of the body.
        var body: String
        var trials: [Trial]
    }

    /// What is wrong with a file that is to be one.
    struct Damage: Error {}

    static let magic = Foundation.Data("assay stack 1\n".utf8)

    /// The content of the file.
    package func encoded() throws -> Foundation.Data {
        var body = Foundation.Data()
        func put(_ bytes: Foundation.Data) -> Header.Span {
            defer { body.append(bytes) }
            return Header.Span(start: body.count, count: bytes.count)
        }
        let trials = try trials.map { trial in
            let folds = try trial.folds.map { fold in
                Header.Fold(
                    fold: fold.fold, ended: fold.checkpoint.ended.flatMap { StoredEnding($0) },
                    checkpoint: put(Foundation.Data(fold.checkpoint.encoded())),
                    reports: put(try Self.encoder.encode(fold.reports.map { StoredReport($0) })),
                    losses: put(fold.losses.withUnsafeBytes { Foundation.Data($0) }))
            }
            return Header.Trial(
                number: trial.number, hash: trial.hash, seconds: trial.seconds, elapsed: trial.elapsed,
                steps: trial.steps, folds: folds)
        }
        let header = try Self.encoder.encode(
            Header(
                version: ProgramVersion.text, dataKey: dataKey,
                body: Self.hash(body), trials: trials))
        var result = Self.magic
        withUnsafeBytes(of: UInt64(header.count).littleEndian) { result.append(contentsOf: $0) }
        result.append(header)
        result.append(body)
        return result
    }

    /// - Errors: `Damage` for bytes that are no such file, or of another version of the program
    package init(bytes: Foundation.Data) throws {
        let (header, bodyStart) = try Self.header(of: bytes)
        let body = bytes[bodyStart...]
        guard header.version == ProgramVersion.text, Self.hash(body) == header.body else {
            throw Damage()
        }
        func get(_ span: Header.Span) throws -> Foundation.Data {
            guard span.start >= 0, span.count >= 0, span.start <= body.count,
                span.count <= body.count - span.start
            else { throw Damage() }
            let start = body.startIndex + span.start
            return body[start..<(start + span.count)]
        }
        dataKey = header.dataKey
        trials = try header.trials.map { trial in
            let folds = try trial.folds.map { fold in
                var checkpoint = try TrainingCheckpoint(bytes: [UInt8](try get(fold.checkpoint)))
                checkpoint.ended = fold.ended?.status
                let reports = try Self.decoder.decode([StoredReport].self, from: try get(fold.reports))
                return Fold(
                    fold: fold.fold, checkpoint: checkpoint, reports: reports.map(\.timed),
                    losses: Self.doubles(try get(fold.losses)))
            }
            return Trial(
                number: trial.number, hash: trial.hash, seconds: trial.seconds, elapsed: trial.elapsed,
                folds: folds)
        }
    }

    private static func hash(_ bytes: Foundation.Data) -> String {
        bytes.withUnsafeBytes { FileHash.ofBytes($0) }
    }

    /// The header alone of a file.
    ///
    /// - Errors: `Damage`, and what keeps it from being read
    static func header(ofFile path: String) throws -> Header {
        guard let handle = FileHandle(forReadingAtPath: path) else { throw Damage() }
        defer { try? handle.close() }
        let prefix = try handle.read(upToCount: magic.count + 8) ?? Foundation.Data()
        let length = try headerLength(prefix)
        let end = try handle.seekToEnd()
        guard UInt64(length) <= end else { throw Damage() }
        try handle.seek(toOffset: UInt64(prefix.count))
        return try decoder.decode(Header.self, from: try handle.read(upToCount: length) ?? Foundation.Data())
    }

    private static func headerLength(_ prefix: Foundation.Data) throws -> Int {
        guard prefix.count == magic.count + 8, prefix.starts(with: magic) else { throw Damage() }
        let length = prefix.suffix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard let count = Int(exactly: length) else { throw Damage() }
        return count
    }

    /// The header, and where the body begins.
    private static func header(of bytes: Foundation.Data) throws -> (Header, Int) {
        let prefix = magic.count + 8
        let count = try headerLength(bytes.prefix(prefix))
        guard count <= bytes.count - prefix else { throw Damage() }
        let start = bytes.startIndex + prefix
        let header = try decoder.decode(Header.self, from: bytes[start..<(start + count)])
        return (header, start + count)
    }

    private static func doubles(_ bytes: Foundation.Data) -> [Double] {
        var values = [Double](repeating: 0, count: bytes.count / MemoryLayout<Double>.size)
        _ = values.withUnsafeMutableBytes { bytes.copyBytes(to: $0) }
        return values
    }

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return encoder
    }

    private static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return decoder
    }
}

/// `TimedReport` in a file.
private struct StoredReport: Codable {
    var report: EpochReport
    var seconds: Double

    init(_ timed: TimedReport) {
        report = timed.report
        seconds = timed.seconds
    }

    var timed: TimedReport { TimedReport(report: report, seconds: seconds) }
}
