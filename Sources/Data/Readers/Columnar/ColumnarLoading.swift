import Columnar
import Machine
import Synchronization

/// Reads columns of a columnar file into memory, all cores at work: numbers and truth values group by group straight
/// into their place, texts column by column.
struct ColumnarLoading {
    let file: any ColumnarFile
    let groups: Range<Int>
    /// Rows wanted of those of the groups.
    let rows: Int
    /// For messages.
    let path: String

    struct Loaded {
        var name: String
        var column: Column
        /// Why whole numbers are texts.
        var remark: String?
    }

    /// - Errors: `ColumnarError`, `DataFileError`
    func columns(_ pieces: [ColumnarPiece], types: [String: ColumnType]) throws -> [Loaded] {
        try checkMemory(pieces)
        let numbers = try load(pieces)
        let texts = try perform(pieces.count) { index -> Loaded? in
            let piece = pieces[index]
            let type = types[piece.name]
            switch piece.column.kind {
            case .text: return try text(piece, type, isWhole: false)
            case .tensor(let element):
                return Loaded(name: piece.name, column: .tensors(try tensors(piece, element)))
            case .number:
                guard numbers[index]?.isRounded ?? false, type != .number else { return nil }
                return try text(piece, type, isWhole: type == nil)
            case .boolean, .refused: return nil
            }
        }
        return try pieces.indices.map { index in
            if let loaded = texts[index] { return loaded }
            guard let column = numbers[index]?.column else { throw ColumnarError("holds nothing") }
            let piece = pieces[index]
            return Loaded(
                name: piece.name, column: try ColumnarTypes.changed(column, to: types[piece.name], piece.name)
            )
        }
    }

    private func checkMemory(_ pieces: [ColumnarPiece]) throws {
        let perRow = pieces.reduce(0) { sum, piece in
            switch piece.column.kind {
            case .number: sum + 8
            case .text: sum + 4
            case .boolean, .tensor, .refused: sum + 1
            }
        }
        do {
            try MemoryShortage.check(perRow * file.groupRows[groups].reduce(0, +))
        } catch {
            throw DataFileError(
                file: path, "does not fit into memory (\(error))",
                help: "read fewer columns with 'columns', or fewer rows with 'limit'")
        }
    }

    // MARK: Numbers and truth values

    private final class Numbers: @unchecked Sendable {
        var storage: NumberStorage?
        var truths: UnsafeMutableBufferPointer<UInt8>?
        var facts = NumberFacts()
        let rows: Int

        init(rows: Int) { self.rows = rows }

        deinit { truths?.deallocate() }

        var isRounded: Bool { facts.isRounded }

        var column: Column? {
            if let storage {
                if facts.hasMissing { return .numbers(NumberColumn(missingAsNaN: storage)) }
                return .numbers(NumberColumn(storage: storage))
            }
            guard let truths else { return nil }
            var validity = Bitmap(count: rows, filled: true)
            var values = [UInt8](repeating: 0, count: rows)
            for row in 0..<rows {
                if truths[row] > 1 { validity[row] = false } else { values[row] = truths[row] }
            }
            return .booleans(BooleanColumn(values: values, validity: validity))
        }
    }

    private func load(_ pieces: [ColumnarPiece]) throws -> [Numbers?] {
        let capacity = file.groupRows[groups].reduce(0, +)
        let targets = try pieces.map { piece -> Numbers? in
            let numbers = Numbers(rows: rows)
            switch piece.column.kind {
            case .number:
                let memory = ColumnMemory(byteCount: max(1, capacity) * MemoryLayout<Double>.stride)
                guard memory.address != nil else { throw ColumnarError("does not fit into memory") }
                numbers.storage = NumberStorage(adopting: memory, count: rows)
            case .boolean: numbers.truths = .allocate(capacity: max(1, capacity))
            case .text, .tensor, .refused: return nil
            }
            return numbers
        }
        let starts = groups.map { file.groupRows[groups.lowerBound..<$0].reduce(0, +) }
        let wanted = pieces.indices.filter { targets[$0] != nil }
        // Group after group, so that threads read neighboring parts of the file.
        let facts = try perform(wanted.count * groups.count) { task -> NumberFacts in
            let index = wanted[task % wanted.count]
            let group = task / wanted.count
            let place = pieces[index].place
            if let storage = targets[index]?.storage {
                return try file.numbers(
                    column: place, group: groups.lowerBound + group, into: storage.pointer + starts[group])
            }
            if let truths = targets[index]?.truths?.baseAddress {
                try file.booleans(
                    column: place, group: groups.lowerBound + group, into: truths + starts[group])
            }
            return NumberFacts()
        }
        for (task, facts) in facts.enumerated() {
            targets[wanted[task % wanted.count]]?.facts.add(facts)
        }
        return targets
    }

    // MARK: Texts and tensors

    private func text(_ piece: ColumnarPiece, _ type: ColumnType?, isWhole: Bool) throws -> Loaded {
        let dictionary = TextDictionary()
        var codes: [Int32] = []
        codes.reserveCapacity(rows)
        for group in groups where codes.count < rows {
            let chunk = try file.texts(column: piece.place, group: group)
            let known = try chunk.bytes.withUnsafeBufferPointer { bytes in
                var start = 0
                return try chunk.ends.map { end -> Int32 in
                    defer { start = end }
                    guard let code = dictionary.code(of: UnsafeBufferPointer(rebasing: bytes[start..<end]))
                    else {
                        throw ColumnarError(
                            "holds bytes that are no text in UTF-8", column: piece.name,
                            help: "leave it out: name the columns that are wanted in 'columns'")
                    }
                    return code
                }
            }
            for code in chunk.codes.prefix(rows - codes.count) {
                codes.append(code < 0 ? CategoryColumn.missing : known[Int(code)])
            }
        }
        let present = codes.count { $0 >= 0 }
        let usual: ColumnType =
            !piece.column.isCategorical
                && TextColumnBuilder.isText(distinct: dictionary.count, present: present)
            ? .text : .category
        let built = try codes.withUnsafeBufferPointer { codes in
            try TextColumnBuilder(dictionary: dictionary, codes: codes).column(
                declared: type == .text || type == .category ? type : usual)
        }
        var loaded = Loaded(
            name: piece.name, column: try ColumnarTypes.changed(built, to: type, piece.name))
        if isWhole {
            let example = (0..<built.count).lazy.compactMap { built.description(row: $0) }.first {
                WholeNumber.isRounded($0)
            }
            loaded.remark = WholeNumber.remark(example ?? "", line: nil)
        }
        return loaded
    }

    private func tensors(_ piece: ColumnarPiece, _ element: Columnar.TensorElement) throws -> TensorColumn {
        var bytes: [UInt8] = []
        var width: Int?
        for group in groups {
            let chunk = try file.tensors(column: piece.place, group: group)
            guard let found = chunk.width else { continue }
            if let width, width != found {
                throw ColumnarError(
                    "has lists of different lengths (\(width) numbers, then \(found)), and lists of numbers are read "
                        + "only where all of them have the same length", column: piece.name,
                    help: "leave it out: name the columns that are wanted in 'columns'")
            }
            width = found
            chunk.withBytes { bytes.append(contentsOf: $0) }
        }
        let needed = rows * (width ?? 0) * element.rawValue
        guard let width, width > 0, bytes.count >= needed else {
            throw ColumnarError("holds no lists with numbers", column: piece.name)
        }
        let storage = TensorStorage(byteCount: needed)
        bytes.withUnsafeBytes {
            UnsafeMutableRawBufferPointer(start: storage.pointer, count: needed)
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[..<needed]))
        }
        let type: TensorColumn.Element =
            switch element {
            case .byte: .byte
            case .float32: .float32
            case .float64: .float64
            }
        return TensorColumn(storage: storage, element: type, shape: [width], count: rows)
    }

    // MARK: Threads

    /// The results of numbered tasks; the error of the first one that fails.
    private func perform<Result: Sendable>(
        _ count: Int, _ task: @Sendable (Int) throws -> Result
    ) throws -> [Result] {
        let results = Mutex([Swift.Result<Result, any Error>?](repeating: nil, count: count))
        concurrentPerform(count) { index in
            let result = Swift.Result { try task(index) }
            results.withLock { $0[index] = result }
        }
        return try results.withLock { $0 }.map { result in
            guard let result else { throw ColumnarError("could not be read") }
            return try result.get()
        }
    }
}
