/// Values of a fixed width of a page, as if they were PLAIN.
enum FixedValues {
    /// Calls `body` with the bytes of `page.present` values.
    ///
    /// - Errors: `ColumnarError` for too few bytes, and encodings that such values do not have
    static func with<Result>(
        _ page: PageReader.DataPage, _ leaf: ParquetLeaf, _ body: (UnsafeRawPointer) throws -> Result
    ) throws -> Result {
        let count = page.present
        return try page.withValues { values in
            switch page.encoding {
            case .plain:
                guard count <= values.count / leaf.width else { throw ByteCursor.ended }
                return try use(values, body)
            case .splitStreams:
                let joined = try SplitStreams.joined(values, count: count, width: leaf.width)
                return try joined.withBytes { try use($0, body) }
            case .delta:
                guard leaf.physical == .int32 || leaf.physical == .int64 else { throw wrong(page.encoding) }
                let joined = try RawBuffer(count: count * leaf.width)
                try integers(values, count, leaf.width, joined)
                return try joined.withBytes { try use($0, body) }
            case .deltaTexts where leaf.physical == .fixedBytes:
                var texts = VariableValues()
                try texts.addDeltas(values, count: count)
                guard texts.bytes.count == count * leaf.width else { throw HybridRuns.damage }
                let joined = try RawBuffer(count: texts.bytes.count)
                texts.bytes.withUnsafeBytes { joined.mutableBytes.copyMemory(from: $0) }
                return try joined.withBytes { try use($0, body) }
            case .plainDictionary, .dictionary, .runs, .bitPacked, .deltaLengths, .deltaTexts:
                throw wrong(page.encoding)
            }
        }
    }

    static func wrong(_ encoding: PageHeader.Encoding) -> ColumnarError {
        ColumnarError.damaged("a page of it has an encoding that its values do not have (\(encoding))")
    }

    /// The bytes, or some address where there are none.
    private static func use<Result>(
        _ bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawPointer) throws -> Result
    ) throws -> Result {
        if let base = bytes.baseAddress { return try body(base) }
        return try withUnsafeTemporaryAllocation(byteCount: 8, alignment: 8) { nothing in
            guard let base = nothing.baseAddress else { throw ByteCursor.ended }
            return try body(UnsafeRawPointer(base))
        }
    }

    private static func integers(
        _ values: UnsafeRawBufferPointer, _ count: Int, _ width: Int, _ target: RawBuffer
    ) throws {
        guard count > 0 else { return }
        var reader = try DeltaNumbers(values)
        guard reader.count == count else { throw HybridRuns.damage }
        try withUnsafeTemporaryAllocation(of: Int64.self, capacity: count) { numbers in
            guard let base = numbers.baseAddress else { return }
            try reader.read(into: base)
            defer { withExtendedLifetime(target) {} }
            let bytes = target.mutableBytes
            if width == 8 {
                bytes.copyMemory(from: UnsafeRawBufferPointer(UnsafeBufferPointer(numbers)))
                return
            }
            for index in 0..<count {
                bytes.storeBytes(
                    of: Int32(truncatingIfNeeded: base[index]), toByteOffset: 4 * index, as: Int32.self)
            }
        }
    }
}

/// The numbers of a page into its dictionary.
enum DictionaryCodes {
    /// - Parameter target: room for `page.present` numbers
    /// - Errors: `ColumnarError` for a page without dictionary, and numbers beyond it
    static func read(
        _ page: PageReader.DataPage, of dictionaryCount: Int?, into target: UnsafeMutablePointer<Int32>
    ) throws {
        guard let dictionaryCount else { throw ColumnarError.damaged("a dictionary of it is missing") }
        let count = page.present
        guard count > 0 else { return }
        try page.withValues { values in
            guard let width = values.first else { throw ByteCursor.ended }
            var runs = try HybridRuns(UnsafeRawBufferPointer(rebasing: values[1...]), width: Int(width))
            try runs.read(count, into: target)
        }
        var largest: UInt32 = 0
        for index in 0..<count { largest = max(largest, UInt32(bitPattern: target[index])) }
        guard Int(largest) < dictionaryCount else {
            throw ColumnarError.damaged("a page of it refers to values that its dictionary does not have")
        }
    }
}
