/// The names of files that are packed as a whole.
package enum PackedName {
    private static let endings = [".gz", ".zst", ".zstd"]

    /// The name before `.gz` or `.zst`, in any letter case.
    package static func withoutEnding(_ name: String) -> String {
        let lowered = name.lowercased()
        guard let ending = endings.first(where: lowered.hasSuffix) else { return name }
        return String(name.dropLast(ending.count))
    }
}
