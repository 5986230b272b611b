import Foundation

/// Where a `${secret:…}` is read: an environment variable, or a file as container systems lay them out
/// (`/run/secrets/token`).
///
/// - Limits: a file of at most 64 KB; a line end at its end does not belong to the secret.
enum SecretSource {
    case environment(name: String)
    case file(path: String)

    private static let largestFile = 1 << 16

    init(_ text: String, in characters: ArraySlice<Unicode.Scalar>) throws(SpecPathProblem) {
        if text.hasPrefix("file:") {
            self = .file(path: String(text.dropFirst(5)).trimmed)
        } else {
            self = .environment(name: text)
        }
        if name.isEmpty {
            throw SpecPathProblem(
                message: "the name of the secret is missing", start: characters.startIndex,
                length: characters.count)
        }
    }

    private var name: String {
        switch self {
        case .environment(let name): name
        case .file(let path): path
        }
    }

    /// The secret, or the failure that says why there is none.
    ///
    /// - Parameter folder: where relative paths start
    func value(
        _ environment: [String: String], folder: String, written: String
    ) throws(Interpolator.Failure) -> String {
        switch self {
        case .environment(let name):
            if let text = environment[name], !text.isEmpty { return text }
            throw Interpolator.Failure(
                code: "missing-secret", message: "the environment variable \(name), a secret, is not set",
                help: "set it, or take the secret from a file: ${secret:file:PATH}", written: written)
        case .file(let path):
            let place = SpecPath(text: path, folder: folder).resolved
            let attributes = try? FileManager.default.attributesOfItem(
                atPath: URL(fileURLWithPath: place).resolvingSymlinksInPath().path)
            guard attributes?[.type] as? FileAttributeType == .typeRegular,
                let size = (attributes?[.size] as? NSNumber)?.intValue, size <= Self.largestFile,
                let data = FileManager.default.contents(atPath: place),
                let text = String(validating: data, as: UTF8.self)
            else {
                throw Interpolator.Failure(
                    code: "missing-secret", message: "the secret cannot be read from the file '\(place)'",
                    help: "it has to be a readable text file of at most 64 KB", written: written)
            }
            let secret = text.hasSuffix("\n") ? String(text.dropLast()) : text
            if !secret.isEmpty { return secret }
            throw Interpolator.Failure(
                code: "missing-secret", message: "the secret file '\(place)' is empty", written: written)
        }
    }
}
