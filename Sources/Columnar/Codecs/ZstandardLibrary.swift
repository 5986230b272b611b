import Foundation
import Machine

/// libzstd, loaded on first use: nothing of the program depends on it but files that are packed with it.
///
/// Lifetime: loaded once for the process and never unloaded; any thread.
///
/// - Source: `zstd.h` of zstd 1.4 and 1.5
package final class ZstandardLibrary: @unchecked Sendable {
    typealias Bytes = UnsafePointer<CChar>

    let decompress: @convention(c) (UnsafeMutableRawPointer?, Int, UnsafeRawPointer?, Int) -> Int
    let compress: @convention(c) (UnsafeMutableRawPointer?, Int, UnsafeRawPointer?, Int, CInt) -> Int
    let compressBound: @convention(c) (Int) -> Int
    let isError: @convention(c) (Int) -> CUnsignedInt
    let errorName: @convention(c) (Int) -> Bytes?
    let createStream: @convention(c) () -> OpaquePointer?
    let freeStream: @convention(c) (OpaquePointer?) -> Int
    let decompressStream:
        @convention(c) (OpaquePointer?, UnsafeMutableRawPointer, UnsafeMutableRawPointer) -> Int

    private static let usualNames = ["libzstd.so.1", "libzstd.so"]
    private static let variable = "ASSAY_ZSTD"
    private static let loaded = Result { try find() }

    /// The library.
    ///
    /// - Errors: `ColumnarError` that says what to install
    package static func shared() throws -> ZstandardLibrary { try loaded.get() }

    private static func find() throws -> ZstandardLibrary {
        if let path = ProcessInfo.processInfo.environment[variable], !path.isEmpty {
            guard let library = ZstandardLibrary(path: path) else {
                throw ColumnarError(
                    "is packed with zstd, and the library that \(variable) names cannot be used",
                    help: "name a libzstd.so.1, or unset \(variable)")
            }
            return library
        }
        for name in usualNames {
            if let library = ZstandardLibrary(path: name) { return library }
        }
        throw ColumnarError(
            "is packed with zstd, and the library libzstd is not installed",
            help: "apt install libzstd1, or name a libzstd.so.1 in \(variable)")
    }

    private init?(path: String) {
        guard let image = dlopen(path, RTLD_NOW | RTLD_LOCAL) else { return nil }
        func function<Function>(_ name: String, as type: Function.Type = Function.self) -> Function? {
            dlsym(image, name).map { unsafeBitCast($0, to: type) }
        }
        guard
            let decompress = function("ZSTD_decompress", as: type(of: self.decompress)),
            let compress = function("ZSTD_compress", as: type(of: self.compress)),
            let compressBound = function("ZSTD_compressBound", as: type(of: self.compressBound)),
            let isError = function("ZSTD_isError", as: type(of: self.isError)),
            let errorName = function("ZSTD_getErrorName", as: type(of: self.errorName)),
            let createStream = function("ZSTD_createDStream", as: type(of: self.createStream)),
            let freeStream = function("ZSTD_freeDStream", as: type(of: self.freeStream)),
            let decompressStream = function("ZSTD_decompressStream", as: type(of: self.decompressStream))
        else { return nil }
        self.decompress = decompress
        self.compress = compress
        self.compressBound = compressBound
        self.isError = isError
        self.errorName = errorName
        self.createStream = createStream
        self.freeStream = freeStream
        self.decompressStream = decompressStream
    }

    /// What a code of the library means.
    func name(of code: Int) -> String {
        errorName(code).map { PrintableText.oneLine(String(cString: $0)) } ?? "code \(code)"
    }

    /// - Errors: `ColumnarError` for bytes that zstd did not write, or more or fewer than the target holds
    func unpack(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer) throws {
        let count = decompress(target.baseAddress, target.count, source.baseAddress, source.count)
        guard isError(count) == 0 else {
            throw ColumnarError.damaged("what zstd has packed cannot be unpacked (\(name(of: count)))")
        }
        guard count == target.count else {
            throw ColumnarError.damaged("what zstd has packed has another size than it says")
        }
    }

    /// The bytes packed, at zstd's usual level.
    func packed(_ source: UnsafeRawBufferPointer) throws -> [UInt8] {
        var failure: Int?
        let room = compressBound(source.count)
        let bytes = [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
            let count = compress(buffer.baseAddress, room, source.baseAddress, source.count, 3)
            if isError(count) != 0 { failure = count } else { filled = count }
        }
        if let failure { throw ColumnarError("cannot be packed: zstd says \(name(of: failure))") }
        return bytes
    }
}
