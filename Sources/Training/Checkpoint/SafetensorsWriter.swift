extension SafetensorsFile {
    /// The bytes of the file. The same content gives the same bytes.
    ///
    /// Tensors are laid out by element size, largest first, then in the given order, and the header is padded
    /// with spaces so that the data begin at a multiple of 64 bytes: every array is aligned.
    package func encoded() -> [UInt8] {
        let ordered = tensors.enumerated().sorted { left, right in
            let leftSize = left.element.elementType.byteCount
            let rightSize = right.element.elementType.byteCount
            return leftSize == rightSize ? left.offset < right.offset : leftSize > rightSize
        }
        let laidOut = ordered.map(\.element)
        var header = Array(headerText(of: laidOut).utf8)
        while (8 + header.count) % 64 != 0 {
            header.append(UInt8(ascii: " "))
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + header.count + laidOut.reduce(0) { $0 + $1.bytes.count })
        withUnsafeBytes(of: UInt64(header.count).littleEndian) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: header)
        for tensor in laidOut {
            bytes.append(contentsOf: tensor.bytes)
        }
        return bytes
    }

    private func headerText(of laidOut: [StoredTensor]) -> String {
        var fields: [String] = []
        if !metadata.isEmpty {
            let pairs = metadata.map { "\(Self.quoted($0.key)):\(Self.quoted($0.value))" }
            fields.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
        }
        var begin = 0
        for tensor in laidOut {
            let end = begin + tensor.bytes.count
            let shape = tensor.shape.map { "\($0)" }.joined(separator: ",")
            let type = tensor.elementType.rawValue
            fields.append(
                "\(Self.quoted(tensor.name)):{\"dtype\":\"\(type)\",\"shape\":[\(shape)],"
                    + "\"data_offsets\":[\(begin),\(end)]}")
            begin = end
        }
        return "{\(fields.joined(separator: ","))}"
    }

    /// A JSON string.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
