extension ParquetFile {
    package func tensors(column: Int, group: Int) throws -> TensorChunk {
        try reading(column) { leaf in
            guard case .number(let form) = leaf.form, case .tensor(let element) = columns[column].kind else {
                throw ColumnarError("holds no lists of numbers")
            }
            var values = try checked(leaf, group: group).valueCount
            let numbers = try RawBuffer(count: 8 * values)
            let target = numbers.mutableBytes.bindMemory(to: Double.self)
            var lengths = ListLengths(rows: groupRows[group])
            var dictionary: [Double]?
            var facts = NumberFacts()
            try forEachPage(leaf, group) { count, encoding, memory in
                (dictionary, facts) = try converted(memory, encoding, count, leaf, form, facts)
            } data: { page, done in
                guard page.present == page.count else { throw ListLengths.gaps }
                try lengths.add(page)
                guard let base = target.baseAddress else { return }
                if page.encoding.isDictionary {
                    try gather(page, dictionary, into: base + done)
                } else {
                    _ = try FixedValues.with(page, leaf) {
                        form.convert($0, page.present, into: base + done)
                    }
                }
            }
            values = try lengths.finish()
            return TensorChunk(width: lengths.width, buffer: try numbers.cut(from: 0, values, as: element))
        }
    }
}
