import CCrypto
import Machine

/// SHA-256 of bytes that arrive in pieces, by the system's libcrypto.
///
/// libcrypto refuses only when it has no memory for its state of some hundred bytes; a hash is asked for in places that
/// cannot throw, so the program then ends as with any other shortage of memory.
struct ContentHash: ~Copyable {
    private let context: OpaquePointer

    init() {
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            Self.shortage.endProgram()
        }
        self.context = context
    }

    deinit {
        EVP_MD_CTX_free(context)
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1 else {
            Self.shortage.endProgram()
        }
    }

    /// The hash of everything so far, hexadecimal.
    consuming func hexadecimal() -> String {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        guard EVP_DigestFinal_ex(context, &digest, &count) == 1 else { Self.shortage.endProgram() }
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: digest.prefix(Int(count)).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self)
    }

    private static var shortage: MemoryShortage { MemoryShortage(needed: 4_096, available: .now()) }
}
