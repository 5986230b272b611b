import CCrypto
import Machine

/// SHA-256 of bytes that arrive in pieces, by the system's libcrypto.
///
/// libcrypto refuses only when it has no memory for its state of some hundred bytes; a hash is asked for in places that
/// cannot throw, so the program then ends as with any other shortage of memory.
struct ContentHash: ~Copyable {
    private let context: OpaquePointer

    init() {
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, Self.algorithm.pointer, nil) == 1
        else {
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
        digest { bytes in
            String(unsafeUninitializedCapacity: 2 * bytes.count) { text in
                for (index, byte) in bytes.enumerated() {
                    text[2 * index] = Self.digit(byte >> 4)
                    text[2 * index + 1] = Self.digit(byte & 15)
                }
                return 2 * bytes.count
            }
        }
    }

    /// The first 64 bits of the hash, as a number.
    consuming func leadingBits() -> UInt64 {
        digest { $0.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } }
    }

    private consuming func digest<Result>(_ use: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Int(EVP_MAX_MD_SIZE)) { digest in
            var count: UInt32 = 0
            guard EVP_DigestFinal_ex(context, digest.baseAddress, &count) == 1 else {
                Self.shortage.endProgram()
            }
            return use(UnsafeBufferPointer(rebasing: digest[..<Int(count)]))
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    /// Looked up once: the look-up takes longer than hashing a short text, and splits hash one a row.
    private static let algorithm = Algorithm()

    private struct Algorithm: @unchecked Sendable {
        let pointer = EVP_MD_fetch(nil, "SHA256", nil)
    }

    private static var shortage: MemoryShortage { MemoryShortage(needed: 4_096, available: .now()) }
}
