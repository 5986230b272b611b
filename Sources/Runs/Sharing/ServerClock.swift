import Foundation

/// The clock of the machine that keeps a folder, told by a file that is touched.
enum ServerClock {
    /// Nil where nothing can be written.
    static func now(in folder: String, _ view: any FolderView) -> ServerTime? {
        let path = "\(folder)/.clock-\(getpid())-\(UInt32.random(in: .min ... .max))"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { return nil }
        close(descriptor)
        defer { unlink(path) }
        return view.touch(path)
    }
}
