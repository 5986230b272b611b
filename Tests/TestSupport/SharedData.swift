import Foundation

/// The folder of published data sets: `ASSAY_DATA`, else `../shared/data` beside the package; nil when there
/// is none. Tests that need it are skipped with `sharedDataIsMissing` as their reason.
package func sharedDataFolder() -> String? {
    if let named = ProcessInfo.processInfo.environment["ASSAY_DATA"], isFolder(named) { return named }
    let beside = packageRoot + "/../shared/data"
    return isFolder(beside) ? URL(fileURLWithPath: beside).standardizedFileURL.path : nil
}

/// The path of one published data file, nil when it is not there.
package func sharedDataFile(_ name: String) -> String? {
    guard let folder = sharedDataFolder() else { return nil }
    let path = folder + "/" + name
    return FileManager.default.fileExists(atPath: path) ? path : nil
}

/// Why a test that needs the published data was skipped.
package let sharedDataIsMissing =
    "skipped: no published data (set ASSAY_DATA, or put it into ../shared/data beside the package)"

/// The folder of `Package.swift`.
package var packageRoot: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
}

private func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
}
