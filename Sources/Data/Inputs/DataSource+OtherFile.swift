extension DataSource {
    /// The rows of another file, read as the source reads its own: arrays and JSON lines as a whole, images without
    /// labels. `nil` for sources that are not made of such files.
    ///
    /// - Errors: `DataFileError` for anything wrong in the file
    package func table(ofFile path: String) throws -> Table? {
        switch self {
        case let images as IDXSource: return try images.table(ofImages: path)
        case let file as any FileBacked: return try file.table(path, limit: nil)
        case let separate as SeparateSource: return try separate.parts.first?.source.value.table(ofFile: path)
        case let several as ConcatSource: return try several.sources.first?.value.table(ofFile: path)
        default: return nil
        }
    }
}
