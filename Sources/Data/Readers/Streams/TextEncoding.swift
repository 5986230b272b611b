/// How the characters of a text file are written.
package enum TextEncoding: String, Sendable, CaseIterable {
    case utf8 = "utf-8"
    case latin1 = "latin-1"
    case windows1252 = "windows-1252"

    /// The characters of the bytes from 0x80 on as UTF-8; nil where the bytes are UTF-8 already.
    var upperHalf: [[UInt8]]? {
        switch self {
        case .utf8: nil
        case .latin1: (0x80...0xff).map { Self.utf8(UInt32($0)) }
        case .windows1252: (0x80...0xff).map { Self.utf8($0 < 0xa0 ? Self.windows[$0 - 0x80] : UInt32($0)) }
        }
    }

    private static func utf8(_ scalar: UInt32) -> [UInt8] {
        Unicode.Scalar(scalar).map { Array(String(Character($0)).utf8) } ?? []
    }

    /// 0x80 … 0x9f; the five bytes that have no character stay control characters, as on the web.
    private static let windows: [UInt32] = [
        0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152,
        0x8d,
        0x17d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161,
        0x203a,
        0x153, 0x9d, 0x17e, 0x178,
    ]
}
