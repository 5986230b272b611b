extension ParquetFile {
    package func numbers(
        column: Int, group: Int, into target: UnsafeMutablePointer<Double>
    ) throws -> NumberFacts {
        try reading(column) { leaf in
            switch leaf.form {
            case .number(let form): try numbers(leaf, form, group, target)
            case .decimalBytes(let scale): try decimals(leaf, scale, group, target)
            case .boolean, .text, .characters: throw ColumnarError("holds no numbers")
            }
        }
    }

    private func numbers(
        _ leaf: ParquetLeaf, _ form: NumberForm, _ group: Int, _ target: UnsafeMutablePointer<Double>
    ) throws -> NumberFacts {
        var facts = NumberFacts()
        var dictionary: [Double]?
        try forEachPage(leaf, group) { count, encoding, memory in
            (dictionary, facts) = try converted(memory, encoding, count, leaf, form, facts)
        } data: { page, done in
            let target = target + done
            if page.encoding.isDictionary {
                try gather(page, dictionary, into: target)
            } else {
                let found = try FixedValues.with(page, leaf) {
                    form.convert($0, page.present, into: target)
                }
                facts.add(found)
            }
            if let levels = page.definition {
                facts.hasMissing = true
                levels.withUnsafeBufferPointer {
                    Spreading.spread(
                        target, $0, present: UInt8(leaf.mostDefinition), count: page.present, missing: .nan)
                }
            }
        }
        return facts
    }

    /// A dictionary as doubles.
    func converted(
        _ memory: RawBuffer, _ encoding: PageHeader.Encoding, _ count: Int, _ leaf: ParquetLeaf,
        _ form: NumberForm, _ facts: NumberFacts
    ) throws -> ([Double], NumberFacts) {
        guard encoding == .plain || encoding == .plainDictionary, count <= memory.count / leaf.width else {
            throw ByteCursor.ended
        }
        var facts = facts
        let values = [Double](unsafeUninitializedCapacity: count) { buffer, filled in
            if let source = memory.bytes.baseAddress, let base = buffer.baseAddress, count > 0 {
                facts.add(form.convert(source, count, into: base))
            }
            filled = count
        }
        return (values, facts)
    }

    func gather(
        _ page: PageReader.DataPage, _ dictionary: [Double]?, into target: UnsafeMutablePointer<Double>
    ) throws {
        let count = page.present
        try withUnsafeTemporaryAllocation(of: Int32.self, capacity: max(1, count)) { codes in
            guard let codes = codes.baseAddress else { return }
            try DictionaryCodes.read(page, of: dictionary?.count, into: codes)
            dictionary?.withUnsafeBufferPointer { dictionary in
                for index in 0..<count { target[index] = dictionary[Int(codes[index])] }
            }
        }
    }

    /// Numbers in bytes of any length.
    private func decimals(
        _ leaf: ParquetLeaf, _ scale: Int, _ group: Int, _ target: UnsafeMutablePointer<Double>
    ) throws -> NumberFacts {
        let chunk = try variableTexts(leaf, group)
        var facts = NumberFacts()
        let values = chunk.ends.indices.map { code -> Double in
            let (value, isRounded) = chunk[code].withUnsafeBytes { DecimalNumber.number($0, scale: scale) }
            facts.isRounded = facts.isRounded || isRounded
            return value
        }
        for (row, code) in chunk.codes.enumerated() {
            target[row] = code < 0 ? .nan : values[Int(code)]
            facts.hasMissing = facts.hasMissing || code < 0
        }
        return facts
    }

    /// Calls the closures for the dictionary and each page of data, with how many values came before.
    ///
    /// - Errors: `ColumnarError` when the pages have fewer values than the file says
    func forEachPage(
        _ leaf: ParquetLeaf, _ group: Int,
        dictionary: (_ count: Int, PageHeader.Encoding, RawBuffer) throws -> Void,
        data: (PageReader.DataPage, _ done: Int) throws -> Void
    ) throws {
        var (reader, values) = try pages(of: leaf, group: group)
        var done = 0
        while done < values, let page = try reader.next(valuesLeft: values - done) {
            switch page {
            case .dictionary(let encoding, let count, let memory):
                try withExtendedLifetime(memory) { try dictionary(count, encoding, memory) }
            case .data(let page):
                try data(page, done)
                done += page.count
            }
        }
        guard done == values else {
            throw ColumnarError.damaged("its pages hold fewer values than it has rows")
        }
    }

    package func booleans(column: Int, group: Int, into target: UnsafeMutablePointer<UInt8>) throws {
        try reading(column) { leaf in
            guard leaf.form == .boolean else { throw ColumnarError("holds no truth values") }
            try forEachPage(leaf, group) { _, _, _ in
                throw ColumnarError.damaged("truth values have no dictionary")
            } data: { page, done in
                let target = target + done
                try page.withValues { values in
                    switch page.encoding {
                    case .plain:
                        guard page.present <= values.count * 8 else { throw ByteCursor.ended }
                        if let base = values.baseAddress {
                            BitUnpacking.unpack(base, width: 1, page.present, into: target)
                        }
                    case .runs:
                        guard page.present > 0 else { return }
                        var cursor = ByteCursor(values)
                        let size = try cursor.count32()
                        var runs = try HybridRuns(try cursor.take(size), width: 1)
                        try runs.read(page.present, into: target)
                    default: throw FixedValues.wrong(page.encoding)
                    }
                }
                page.definition?.withUnsafeBufferPointer {
                    Spreading.spread(
                        target, $0, present: UInt8(leaf.mostDefinition), count: page.present, missing: 2)
                }
            }
        }
    }
}
