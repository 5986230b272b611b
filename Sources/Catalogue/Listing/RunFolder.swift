import Foundation
import Machine
import Runs

/// The run directories below a folder of results, with the times by which a changed one is noticed.
///
/// Runs stand in the folder itself and in `sweeps/<sweep>/trials/`. Nothing is opened: the folder is listed and two
/// times are asked for each run.
package struct RunFolder: Sendable {
    package let path: String

    package init(path: String) {
        self.path = path
    }

    /// A run directory and when it last changed, in nanoseconds since 1970.
    struct Place: Sendable, Equatable {
        /// Relative to the folder: `20261121-…`, `sweeps/…/trials/…`.
        var name: String
        /// Whenever a file appears in it, goes or is replaced.
        var folderChange: Int64
        /// When `run.json` was written, or its heartbeat.
        var manifestChange: Int64
        /// Which directory it is, whatever it is called: file system and number.
        var identity: Identity
    }

    struct Identity: Sendable, Hashable {
        var device: UInt64
        var number: UInt64
    }

    /// In the order of their names. Folders without `run.json` are none of ours; a directory that is there under
    /// several names, because a link leads to it, is one.
    ///
    /// - Parameter includesTrials: also those of sweeps
    func places(includesTrials: Bool) -> [Place] {
        var places = places(below: "")
        if includesTrials {
            for sweep in Self.names(in: path + "/sweeps") where sweep != "latest" {
                places += self.places(below: "sweeps/\(sweep)/trials/")
            }
        }
        return Self.eachOnce(places, in: path)
    }

    /// The directories of runs and trials that carry this program's mark, none of them a link.
    package func directories() -> [String] {
        places(includesTrials: true).map { path + "/" + $0.name }.filter { directory in
            !ResultPath.isLink(directory) && (try? RunDirectory(path: directory).requireMark()) != nil
        }
    }

    /// One name for each directory: its own rather than a link's.
    private static func eachOnce(_ places: [Place], in path: String) -> [Place] {
        var first: [Identity: Int] = [:]
        first.reserveCapacity(places.count)
        var dropped: Set<Int> = []
        for (index, place) in places.enumerated() {
            guard let other = first[place.identity] else {
                first[place.identity] = index
                continue
            }
            if ResultPath.isLink(path + "/" + places[other].name) {
                dropped.insert(other)
                first[place.identity] = index
            } else {
                dropped.insert(index)
            }
        }
        guard !dropped.isEmpty else { return places }
        return places.indices.filter { !dropped.contains($0) }.map { places[$0] }
    }

    private func places(below prefix: String) -> [Place] {
        let folder = prefix.isEmpty ? path : path + "/" + prefix
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        let names = Self.names(in: folder).filter { $0 != "latest" && $0 != "sweeps" }
        return names.concurrentMap(pieceSize: 1024) { piece in
            piece.compactMap { name in
                var status = stat()
                guard fstatat(descriptor, name + "/run.json", &status, 0) == 0 else { return nil }
                let manifest = Self.nanoseconds(status.st_mtim)
                guard fstatat(descriptor, name, &status, 0) == 0 else { return nil }
                return Place(
                    name: prefix + name, folderChange: Self.nanoseconds(status.st_mtim),
                    manifestChange: manifest,
                    identity: Identity(device: UInt64(status.st_dev), number: UInt64(status.st_ino)))
            }
        }
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// The visible names in a folder, in order; none when it cannot be read.
    static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}
