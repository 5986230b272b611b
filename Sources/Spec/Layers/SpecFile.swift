import Foundation

/// Reads the bytes of a specification: a file, or standard input for `-`.
///
/// - Limits: more than `YAMLLimits.fileBytes` is refused before it is read, or once that much has come from
///   something without a size.
enum SpecFile {
    static let standardInput = "<stdin>"

    /// The text of the file, or why there is none. `place` is where the file is asked for (an `extends`), nil
    /// for the file named on the command line.
    static func read(_ path: String, askedAt place: Origin?) -> Result<SourceText, SpecFileError> {
        let name = path == "-" ? standardInput : path
        let start = Origin.file(SourceSpan(start: SourceLocation(file: name, line: 1, column: 1), length: 1))
        func failure(_ code: String, _ message: String, help: String? = nil) -> Result<
            SourceText, SpecFileError
        > {
            .failure(SpecFileError(diagnostic: Diagnostic(code, message, at: place ?? start, help: help)))
        }
        if path != "-", let problem = problem(with: path) { return failure(problem.code, problem.message) }
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            let reason = String(cString: strerror(errno))
            return failure("unreadable-file", "'\(name)' cannot be opened: \(reason)")
        }
        defer { if path != "-" { close(descriptor) } }
        guard path == "-" || isReady(descriptor, path) else {
            return failure(
                "unreadable-file", "'\(name)' is a pipe into which nothing is written",
                help: "start what writes into it first, or write - and pipe the specification in")
        }
        guard let bytes = contents(of: descriptor) else {
            let reason = String(cString: strerror(errno))
            return failure("unreadable-file", "'\(name)' cannot be read: \(reason)")
        }
        guard bytes.count <= YAMLLimits.fileBytes else { return failure("too-large", tooLarge(name)) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return .failure(invalidText(bytes, name: name))
        }
        return .success(SourceText(name: name, text: text))
    }

    /// Whether reading from the descriptor will not wait for a writer that never comes: a pipe by name has so many
    /// seconds to show its first bytes. Afterwards reading waits as usual.
    private static func isReady(_ descriptor: Int32, _ path: String) -> Bool {
        var status = stat()
        let isPipe = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
        let isOpened = path.hasPrefix("/dev/fd/") || path.hasPrefix("/proc/")
        if isPipe, !isOpened {
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, patience) > 0, waiting.revents & Int16(POLLIN) != 0 else { return false }
        }
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
        return true
    }

    /// In milliseconds.
    private static let patience: Int32 = 2_000

    /// What the descriptor gives, up to one byte more than the limit; nil when reading fails (`errno` says why).
    private static func contents(of descriptor: Int32) -> Data? {
        var bytes = Data()
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= YAMLLimits.fileBytes {
            let count = Foundation.read(descriptor, &part, part.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { break }
            bytes.append(contentsOf: part.prefix(count))
        }
        return bytes
    }

    private static func problem(with path: String) -> (code: String, message: String)? {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            return ("missing-file", "there is no file '\(path)'")
        }
        if isFolder.boolValue { return ("folder", "'\(path)' is a folder, not a file") }
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        if let size = (attributes?[.size] as? NSNumber)?.int64Value, size > Int64(YAMLLimits.fileBytes) {
            return ("too-large", tooLarge(path))
        }
        return nil
    }

    private static func tooLarge(_ name: String) -> String {
        "'\(name)' is larger than \(YAMLLimits.fileBytes >> 20) MB, too large for a specification"
    }

    /// Points to the first byte that is not UTF-8.
    private static func invalidText(_ bytes: Data, name: String) -> SpecFileError {
        var valid = 0
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        decoding: while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): valid += String(scalar).utf8.count
            case .emptyInput, .error: break decoding
            }
        }
        let source = SourceText(name: name, text: String(decoding: bytes, as: UTF8.self))
        let place = Origin.file(SourceSpan(start: source.location(ofByte: valid), length: 1))
        let byte = bytes.dropFirst(valid).first.map { String($0, radix: 16, uppercase: true) } ?? "??"
        let padded = byte.count == 1 ? "0" + byte : byte
        let diagnostic = Diagnostic(
            "not-utf8", "the byte 0x\(padded) is not UTF-8 text here", at: place,
            help: "save the file as UTF-8")
        return SpecFileError(diagnostic: diagnostic, source: source)
    }
}

/// Why a file gave no text.
struct SpecFileError: Error {
    var diagnostic: Diagnostic
    /// What could be read, to show the line.
    var source: SourceText?
}
