/// Truth values, one byte each (0 or 1), with a validity bitmap.
package struct BooleanColumn: Sendable {
    package let values: [UInt8]
    package let validity: Bitmap?

    package init(values: [UInt8], validity: Bitmap?) {
        self.values = values
        self.validity = validity.flatMap { $0.isFull ? nil : $0 }
    }

    package init(_ values: [Bool?]) {
        var validity = Bitmap(count: values.count, filled: true)
        for (row, value) in values.enumerated() where value == nil { validity[row] = false }
        self.init(values: values.map { $0 == true ? 1 : 0 }, validity: validity)
    }

    package var count: Int { values.count }
    package var missingCount: Int { validity.map { count - $0.setCount } ?? 0 }

    package subscript(row: Int) -> Bool? {
        if let validity, !validity[row] { return nil }
        return values[row] != 0
    }

    package func gathered(_ rows: [Int32]) -> BooleanColumn {
        BooleanColumn(values: rows.map { values[Int($0)] }, validity: validity?.gathered(rows))
    }
}
