import Foundation

/// The header of a NumPy array file.
///
///     6 bytes \x93NUMPY · version · header length (2 or 4 bytes, little-endian) · a Python dictionary:
///     {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }
///
/// - Source: NumPy Enhancement Proposal 1, "A simple file format for NumPy arrays"
struct ArrayHeader: Equatable {
    enum Kind: Character {
        case boolean = "b"
        case signed = "i"
        case unsigned = "u"
        case float = "f"
        case unicode = "U"
    }

    var kind: Kind
    /// Bytes of one value (of a character for text, of which there are `length`).
    var size: Int
    /// Characters of one text.
    var length = 1
    var isBigEndian: Bool
    var isColumnMajor: Bool
    var shape: [Int]
    /// Where the values begin.
    var dataOffset: Int

    var valueSize: Int { size * length }
    var rows: Int { shape.first ?? 0 }
    var width: Int { shape.dropFirst().reduce(1, *) }

    struct Damage: Error {
        var message: String
        var help: String?
    }

    init(_ bytes: UnsafeRawBufferPointer) throws {
        guard bytes.count >= 10, bytes.prefix(6).elementsEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]) else {
            throw Damage(message: "is no NumPy array: it does not begin with \\x93NUMPY")
        }
        let isLong = bytes[6] >= 2
        let lengthBytes = isLong ? 4 : 2
        guard bytes.count >= 8 + lengthBytes else { throw Damage(message: "ends in its header") }
        let headerLength = (0..<lengthBytes).reduce(0) { $0 | Int(bytes[8 + $1]) << (8 * $1) }
        dataOffset = 8 + lengthBytes + headerLength
        guard dataOffset <= bytes.count else { throw Damage(message: "ends in its header") }
        let text = String(decoding: bytes[(8 + lengthBytes)..<dataOffset], as: UTF8.self)
        guard let order = text.firstMatch(of: /'fortran_order':\s*(True|False)/),
            let shapeText = text.firstMatch(of: /'shape':\s*\(([0-9, ]*)\)/)
        else { throw Damage(message: "has a header that cannot be read") }
        guard let type = text.firstMatch(of: /'descr':\s*'([<>|=])([a-zA-Z])(\d*)(?:\[[^']*)?'/) else {
            throw Damage(
                message: "holds records of several fields, or has a header that cannot be read",
                help: "save each field as an array of its own: numpy.savez(path, a=x['a'], b=x['b'])")
        }
        guard let size = Int(type.3), let kind = Kind(rawValue: Character(String(type.2))), size > 0 else {
            throw ArrayHeader.unreadable(Character(String(type.2)))
        }
        guard kind != .unicode || size < 1 << 24 else {
            throw Damage(message: "has a header that cannot be read")
        }
        self.kind = kind
        self.size = kind == .unicode ? 4 : size
        if kind == .unicode { length = size }
        isBigEndian = type.1 == ">"
        isColumnMajor = order.1 == "True"
        shape = try shapeText.1.split(separator: ",").map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }
            .map {
                guard let dimension = Int($0) else {
                    throw Damage(message: "announces an impossible size: (\(shapeText.1.prefix(60)))")
                }
                return dimension
            }
        try check()
    }

    private func check() throws {
        let sizes: [Int]
        switch kind {
        case .boolean: sizes = [1]
        case .signed, .unsigned: sizes = [1, 2, 4, 8]
        case .float: sizes = [4, 8]
        case .unicode: sizes = [4]
        }
        guard sizes.contains(size) else {
            let other = size < 4 ? "float32" : "float64"
            throw Damage(
                message: "holds \(kind == .float ? "floating-point " : "")numbers of \(size) bytes",
                help: kind == .float ? "save them in another type: x.astype('\(other)')" : nil)
        }
        var total = valueSize
        for dimension in shape {
            let (product, overflow) = total.multipliedReportingOverflow(by: dimension)
            guard dimension >= 0, !overflow, product < 1 << 42 else {
                throw Damage(message: "announces an impossible size: \(shape)")
            }
            total = product
        }
        guard !shape.isEmpty else { throw Damage(message: "is a single value, not rows of values") }
        guard rows > 0, width > 0 else { throw Damage(message: "has no rows") }
        guard rows < Int(Int32.max) else { throw Damage(message: "has more than 2^31 rows") }
    }

    /// What to do about types of NumPy that are not numbers, truth values or text.
    private static func unreadable(_ type: Character) -> Damage {
        switch type {
        case "S", "a": Damage(message: "holds bytes", help: "save them as text: x.astype('U')")
        case "M": Damage(message: "holds dates", help: "save them as text: x.astype('U')")
        case "m":
            Damage(message: "holds lengths of time", help: "save them as whole numbers: x.astype('int64')")
        case "O":
            Damage(
                message: "holds Python objects, which would have to be executed to be read",
                help: "save numbers or text: x.astype('float64'), x.astype('U')")
        case "c":
            Damage(message: "holds complex numbers", help: "save their parts: x.real, x.imag")
        default: Damage(message: "holds values that are neither numbers, truth values nor text")
        }
    }
}
