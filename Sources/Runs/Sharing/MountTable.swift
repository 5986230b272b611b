import Foundation
import Synchronization

/// Which file system a folder lies on, as `/proc/self/mountinfo` says.
package enum MountTable {
    /// File systems whose files no other machine changes.
    private static let own: Set<String> = [
        "ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "zfs", "jfs", "reiserfs", "tmpfs", "ramfs", "overlay",
        "aufs",
        "rootfs",
    ]
    private static let known = Mutex<[String: Bool]>([:])

    /// Whether other machines may see the folder; so it is taken to be where the system does not say.
    package static func isShared(_ folder: String) -> Bool {
        if let known = known.withLock({ $0[folder] }) { return known }
        var isShared = true
        if let real = realpath(folder, nil) {
            defer { free(real) }
            let path = String(cString: real)
            let table = (try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)) ?? ""
            isShared = type(of: path, in: table).map { !own.contains($0) } ?? true
        }
        known.withLock { $0[folder] = isShared }
        return isShared
    }

    /// The type of the file system with the longest mount point above a path; of equal ones the last, which lies over
    /// the others.
    ///
    /// A line: `36 35 98:0 /root /mnt rw,noatime master:1 - ext3 /dev/root rw`, with octal escapes in the paths.
    package static func type(of path: String, in table: String) -> String? {
        var best: (length: Int, type: String)?
        for line in table.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 6, let dash = fields.firstIndex(of: "-"), dash + 1 < fields.count else {
                continue
            }
            let point = unescaped(fields[4])
            let isAbove = point == "/" || path == point || path.hasPrefix(point + "/")
            if isAbove, point.utf8.count >= best?.length ?? 0 {
                best = (point.utf8.count, String(fields[dash + 1]))
            }
        }
        return best?.type
    }

    private static func unescaped(_ text: Substring) -> String {
        guard text.contains("\\") else { return String(text) }
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.first {
            let digits = rest.dropFirst().prefix(3)
            if byte == UInt8(ascii: "\\"), digits.count == 3, digits.allSatisfy({ (48...55).contains($0) }) {
                bytes.append(UInt8(truncatingIfNeeded: digits.reduce(0) { $0 * 8 + Int($1 - 48) }))
                rest = rest.dropFirst(4)
            } else {
                bytes.append(byte)
                rest = rest.dropFirst()
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
