extension ParquetFile {
    package func texts(column: Int, group: Int) throws -> TextChunk {
        try reading(column) { leaf in
            switch leaf.form {
            case .characters: return try variableTexts(leaf, group)
            case .text(let form): return try fixedTexts(leaf, form, group)
            case .number(let form): return try fixedTexts(leaf, .number(form), group)
            case .decimalBytes(let scale):
                let chunk = try variableTexts(leaf, group)
                var result = TextChunk(codes: chunk.codes)
                for code in chunk.ends.indices {
                    let text = chunk[code].withUnsafeBytes { DecimalNumber.text($0, scale: scale) }
                    result.bytes.append(contentsOf: text.utf8)
                    result.ends.append(result.bytes.count)
                }
                return result
            case .boolean:
                try checked(leaf, group: group)
                var values = [UInt8](repeating: 2, count: groupRows[group])
                try values.withUnsafeMutableBufferPointer { values in
                    if let base = values.baseAddress {
                        try booleans(column: column, group: group, into: base)
                    }
                }
                let words = Array("falsetrue".utf8)
                return TextChunk(bytes: words, ends: [5, 9], codes: values.map { $0 > 1 ? -1 : Int32($0) })
            }
        }
    }

    /// Values of any length, as they lie there.
    func variableTexts(_ leaf: ParquetLeaf, _ group: Int) throws -> TextChunk {
        try checked(leaf, group: group)
        var values = VariableValues()
        var codes = [Int32](repeating: -1, count: groupRows[group])
        var dictionaryCount: Int?
        try codes.withUnsafeMutableBufferPointer { codes in
            guard let codes = codes.baseAddress else { return }
            try forEachPage(leaf, group) { count, _, memory in
                guard values.count == 0 else { throw ColumnarError.damaged("it has two dictionaries") }
                try values.addPlain(memory.bytes, count: count)
                dictionaryCount = count
            } data: { page, done in
                let target = codes + done
                if page.encoding.isDictionary {
                    try DictionaryCodes.read(page, of: dictionaryCount, into: target)
                } else {
                    let first = values.count
                    try page.withValues { bytes in
                        switch page.encoding {
                        case .plain: try values.addPlain(bytes, count: page.present)
                        case .deltaLengths: try values.addDeltaLengths(bytes, count: page.present)
                        case .deltaTexts: try values.addDeltas(bytes, count: page.present)
                        default: throw FixedValues.wrong(page.encoding)
                        }
                    }
                    for index in 0..<page.present { target[index] = Int32(first + index) }
                }
                spread(page, leaf, target)
            }
        }
        return TextChunk(bytes: values.bytes, ends: values.ends, codes: codes)
    }

    /// Values of a fixed width, as they are written.
    private func fixedTexts(_ leaf: ParquetLeaf, _ form: TextForm, _ group: Int) throws -> TextChunk {
        try checked(leaf, group: group)
        var chunk = TextChunk()
        var codes = [Int32](repeating: -1, count: groupRows[group])
        var known: [UInt64: Int32] = [:]
        var dictionary: [Int32]?
        try codes.withUnsafeMutableBufferPointer { codes in
            guard let codes = codes.baseAddress else { return }
            try forEachPage(leaf, group) { count, _, memory in
                guard count <= memory.count / leaf.width, let base = memory.bytes.baseAddress else {
                    throw ByteCursor.ended
                }
                dictionary = form.add(base, count, to: &chunk, known: &known)
            } data: { page, done in
                let target = codes + done
                if page.encoding.isDictionary {
                    try DictionaryCodes.read(page, of: dictionary?.count, into: target)
                    if let dictionary {
                        for index in 0..<page.present { target[index] = dictionary[Int(target[index])] }
                    }
                } else {
                    let added = try FixedValues.with(page, leaf) {
                        form.add($0, page.present, to: &chunk, known: &known)
                    }
                    for index in 0..<page.present { target[index] = added[index] }
                }
                spread(page, leaf, target)
            }
        }
        chunk.codes = codes
        return chunk
    }

    private func spread(
        _ page: PageReader.DataPage, _ leaf: ParquetLeaf, _ target: UnsafeMutablePointer<Int32>
    ) {
        page.definition?.withUnsafeBufferPointer {
            Spreading.spread(
                target, $0, present: UInt8(leaf.mostDefinition), count: page.present, missing: -1)
        }
    }
}
