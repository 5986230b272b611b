import Foundation

/// A path in the specification: relative to the file it stands in, or to the current folder when it was given
/// on the command line.
package struct SpecPath: Hashable, Sendable {
    /// The path as written.
    package var text: String
    /// The folder a relative path starts from.
    package var folder: String

    package init(text: String, folder: String) {
        self.text = text
        self.folder = folder
    }

    /// The path to open: absolute as it is, relative joined to its folder.
    package var resolved: String {
        if text.hasPrefix("/") || folder == "." { return text }
        return folder.hasSuffix("/") ? folder + text : folder + "/" + text
    }

    /// The path as a specification in another folder would write it: as it is when both folders are the same,
    /// else absolute.
    func text(from rootFolder: String) -> String {
        if text.hasPrefix("/") || folder == rootFolder { return text }
        return URL(fileURLWithPath: resolved).standardizedFileURL.path
    }
}

extension FieldReader {
    /// A path that must be given; nil when it is missing or wrong.
    package mutating func path(
        _ name: String, aliases: [String] = [], _ documentation: String
    ) -> SpecPath? {
        read(name, aliases, .path(from: rootFolder), .required, documentation)
    }

    /// A path that may be left out.
    package mutating func optionalPath(
        _ name: String, aliases: [String] = [], _ documentation: String
    ) -> SpecPath? {
        read(name, aliases, .path(from: rootFolder), .optional, documentation)
    }
}

extension ValueCoding<SpecPath> {
    static func path(from rootFolder: String) -> ValueCoding {
        ValueCoding(
            type: .path,
            decode: { node, diagnostics in
                guard let text = String(from: node, diagnostics: &diagnostics) else { return nil }
                guard !text.isEmpty else {
                    diagnostics.report(Diagnostic("empty-path", "a path must not be empty", at: node.origin))
                    return nil
                }
                return SpecPath(text: text, folder: node.origin.folder)
            },
            content: { .string($0.text(from: rootFolder)) })
    }
}
