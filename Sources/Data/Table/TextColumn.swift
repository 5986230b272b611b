/// Free text: all bytes in one array, with the end of every value; a missing value is empty and not valid.
package struct TextColumn: Sendable {
    package let bytes: [UInt8]
    /// End of row `r` is `ends[r]`; its start is the end of the row before.
    package let ends: [Int]
    package let validity: Bitmap?

    package init(bytes: [UInt8], ends: [Int], validity: Bitmap?) {
        self.bytes = bytes
        self.ends = ends
        self.validity = validity.flatMap { $0.isFull ? nil : $0 }
    }

    package init(_ values: [String?]) {
        var bytes: [UInt8] = []
        var ends: [Int] = []
        var validity = Bitmap(count: values.count, filled: true)
        for (row, value) in values.enumerated() {
            bytes.append(contentsOf: (value ?? "").utf8)
            ends.append(bytes.count)
            if value == nil { validity[row] = false }
        }
        self.init(bytes: bytes, ends: ends, validity: validity)
    }

    package var count: Int { ends.count }
    package var missingCount: Int { validity.map { count - $0.setCount } ?? 0 }

    package subscript(row: Int) -> String? {
        if let validity, !validity[row] { return nil }
        let start = row == 0 ? 0 : ends[row - 1]
        return String(decoding: bytes[start..<ends[row]], as: UTF8.self)
    }

    package func gathered(_ rows: [Int32]) -> TextColumn {
        TextColumn(rows.map { self[Int($0)] })
    }
}
