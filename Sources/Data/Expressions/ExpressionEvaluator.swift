import Spec

/// Runs a program over a table, a block of rows at a time: the blocks of all registers stay in the first caches.
struct ExpressionEvaluator {
    private static let block = 1024

    let program: ExpressionProgram
    let table: Table
    var texts = TextPool()
    /// Per instruction that reads a text column: its levels' codes in the pool.
    private var levelCodes: [[Double]?]
    /// Results of comparisons of whole numbers, by instruction and code.
    private var comparisons: [Int: [Int: Double]] = [:]
    /// Results of functions of one text, by instruction and code; infinite where there is none yet.
    var results: [[Double]]
    /// The first text that is no date, with its row.
    var failure: StepFailure?
    private let registers: UnsafeMutablePointer<Double>

    /// The result for every row.
    ///
    /// - Parameter formats: how the dates of columns are written, where that is not year first
    /// - Errors: `StepFailure` for a text that should be a date and is none
    static func evaluate(
        _ expression: ColumnExpression, over table: Table, formats: [String: String] = [:]
    ) throws -> Column {
        let program = try ExpressionCompiler.compile(expression, for: table.schema, formats: formats)
        var evaluator = ExpressionEvaluator(program, table)
        defer { evaluator.registers.deallocate() }
        let column = evaluator.column()
        if let failure = evaluator.failure { throw failure }
        return column
    }

    /// The rows where a condition holds; where it is missing it does not hold.
    static func rows(
        where expression: ColumnExpression, in table: Table, formats: [String: String] = [:]
    ) throws -> [Int32] {
        let program = try ExpressionCompiler.compile(expression, for: table.schema, formats: formats)
        var evaluator = ExpressionEvaluator(program, table)
        defer { evaluator.registers.deallocate() }
        let rows = [Int32](unsafeUninitializedCapacity: table.rowCount) { rows, count in
            evaluator.forEachBlock { start, values in
                for index in 0..<values.count {
                    // Written always, kept if the condition holds: no branch to guess wrong.
                    rows[count] = Int32(truncatingIfNeeded: start &+ index)
                    count &+= values[index] == 1 ? 1 : 0
                }
            }
        }
        if let failure = evaluator.failure { throw failure }
        return rows
    }

    private init(_ program: ExpressionProgram, _ table: Table) {
        self.program = program
        self.table = table
        levelCodes = program.instructions.map { _ in nil }
        results = program.instructions.map { _ in [] }
        registers = .allocate(capacity: program.instructions.count * ExpressionEvaluator.block)
        registers.initialize(repeating: 0, count: program.instructions.count * ExpressionEvaluator.block)
        for (index, instruction) in program.instructions.enumerated() {
            guard case .column(let name) = instruction, program.types[index] == .text else { continue }
            if case .categories(let column)? = table[name] {
                levelCodes[index] = column.levels.map { Double(texts.code(of: $0)) }
            }
        }
    }

    private mutating func column() -> Column {
        let count = table.rowCount
        let storage = NumberStorage(uninitialized: count)
        forEachBlock { start, values in
            for index in 0..<values.count { storage.pointer[start + index] = values[index] }
        }
        let present = ExpressionEvaluator.presence(storage)
        switch program.resultType {
        case .number:
            return .numbers(NumberColumn(storage: storage, validity: present))
        case .boolean:
            let bytes = storage.values.map { $0 == 1 ? UInt8(1) : 0 }
            return .booleans(BooleanColumn(values: bytes, validity: present))
        case .text:
            let used = Set(storage.values.lazy.filter { !$0.isNaN }.map { Int($0) })
            let levels = CategoryColumn.sorted(used.map { texts.values[$0] })
            var newCode: [Double: Int32] = [:]
            for (index, level) in levels.enumerated() {
                newCode[Double(texts.code(of: level))] = Int32(index)
            }
            let codes = storage.values.map { newCode[$0] ?? CategoryColumn.missing }
            return .categories(CategoryColumn(codes: codes, levels: levels))
        }
    }

    /// `nil` if no value is NaN.
    private static func presence(_ storage: NumberStorage) -> Bitmap? {
        var validity: Bitmap?
        for (row, value) in storage.values.enumerated() where value.isNaN {
            if validity == nil { validity = Bitmap(count: storage.count, filled: true) }
            validity?[row] = false
        }
        return validity
    }

    /// Runs every instruction over each block and passes the values of the last one.
    private mutating func forEachBlock(_ body: (Int, UnsafeBufferPointer<Double>) -> Void) {
        let last = program.instructions.count - 1
        var start = 0
        while start < table.rowCount {
            let count = min(ExpressionEvaluator.block, table.rowCount - start)
            for index in 0...max(0, last) { run(index, start, count) }
            body(start, UnsafeBufferPointer(start: register(last), count: count))
            start += count
        }
    }

    func register(_ index: Int) -> UnsafeMutablePointer<Double> {
        registers + index * ExpressionEvaluator.block
    }

    private mutating func run(_ index: Int, _ start: Int, _ count: Int) {
        let target = register(index)
        switch program.instructions[index] {
        case .constant(let value):
            if start == 0 { target.update(repeating: value, count: count) }
        case .text(let text):
            if start == 0 { target.update(repeating: Double(texts.code(of: text)), count: count) }
        case .column(let name): load(name, index, target, start, count)
        case .unary(let function, let operand):
            ExpressionLoops.unary(function, register(operand), target, count)
        case .negate(let operand):
            let source = register(operand)
            for row in 0..<count { target[row] = -source[row] }
        case .not(let operand):
            let source = register(operand)
            for row in 0..<count { target[row] = 1 - source[row] }
        case .isMissing(let operand):
            let source = register(operand)
            for row in 0..<count { target[row] = source[row].isNaN ? 1 : 0 }
        case .binary(let operation, let left, let right):
            ExpressionLoops.binary(operation, register(left), register(right), target, count)
        case .select(let condition, let first, let second):
            let test = register(condition)
            let ifTrue = register(first)
            let ifFalse = register(second)
            for row in 0..<count {
                let chosen = test[row] == 1 ? ifTrue[row] : ifFalse[row]
                target[row] = test[row].isNaN ? .nan : chosen
            }
        case .wholeComparison(let operation, let operand, let number):
            let source = register(operand)
            for row in 0..<count { target[row] = compare(source[row], operation, number, in: index) }
        case .along(let function, let operands):
            ExpressionLoops.along(function, operands.map { UnsafePointer(register($0)) }, target, count)
        case .ofTexts(let function, let operands): run(function, of: operands, index, start, count)
        case .date(let part, let operand, let format): run(part, of: operand, format, index, start, count)
        }
    }

    /// A text, by its code, with a whole number: 1, 0, or NaN where the text is missing.
    private mutating func compare(
        _ code: Double, _ operation: ExpressionOperator, _ number: String, in instruction: Int
    ) -> Double {
        guard !code.isNaN else { return .nan }
        if let known = comparisons[instruction]?[Int(code)] { return known }
        let order = WholeNumber.comparison(texts.values[Int(code)], number)
        let result = order.map { operation.holds($0) ? 1.0 : 0 } ?? .nan
        comparisons[instruction, default: [:]][Int(code)] = result
        return result
    }

    private mutating func load(
        _ name: String, _ index: Int, _ target: UnsafeMutablePointer<Double>, _ start: Int, _ count: Int
    ) {
        switch table[name] {
        case .numbers(let column):
            target.update(from: column.storage.pointer + start, count: count)
        case .booleans(let column):
            for row in 0..<count {
                let present = column.validity.map { $0[start + row] } ?? true
                target[row] = present ? Double(column.values[start + row]) : .nan
            }
        case .categories(let column):
            let codes = levelCodes[index] ?? []
            for row in 0..<count {
                let code = Int(column.codes[start + row])
                target[row] = codes.indices.contains(code) ? codes[code] : .nan
            }
        case .text(let column):
            for row in 0..<count {
                target[row] = column[start + row].map { Double(texts.code(of: $0)) } ?? .nan
            }
        case .tensors, nil: target.update(repeating: .nan, count: count)
        }
    }
}

/// All texts that occur while an expression runs, each under a number.
struct TextPool {
    private(set) var values: [String] = []
    private var codes: [String: Int] = [:]

    mutating func code(of text: String) -> Int {
        if let known = codes[text] { return known }
        codes[text] = values.count
        values.append(text)
        return values.count - 1
    }
}
