import Data
import Runs

/// Whether data prepared again are those a run was made with.
enum DataIdentity {
    case same
    /// The files have the same content, but another version of the program made the run, and its keys differ.
    case otherVersion(String)
    case changed

    init(of data: PreparedData?, in manifest: RunManifest) {
        guard let key = manifest.dataKey, key != data?.key else {
            self = .same
            return
        }
        let files = data.map { $0.sources.map(\.sha256) }
        guard let version = manifest.versions["assay"], version != ProgramVersion.text,
            files == manifest.data.map(\.sha256)
        else {
            self = .changed
            return
        }
        self = .otherVersion(version)
    }
}
