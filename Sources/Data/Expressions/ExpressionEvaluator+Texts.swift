import Spec

/// Functions of texts and parts of dates: each distinct text is worked on once where nothing else varies.
extension ExpressionEvaluator {
    mutating func run(
        _ function: ExpressionFunction, of operands: [Int], _ index: Int, _ start: Int, _ count: Int
    ) {
        let target = register(index)
        let sources = operands.map { (register: register($0), type: program.types[$0]) }
        let varying = operands.indices.filter { !isConstant(operands[$0]) }
        let text =
            varying.count == 1 && sources[varying[0]].type == .text ? sources[varying[0]].register : nil
        for row in 0..<count {
            guard !sources.contains(where: { $0.register[row].isNaN }) else {
                target[row] = .nan
                continue
            }
            if let text, let known = result(Int(text[row]), index) {
                target[row] = known
                continue
            }
            let values = sources.map { scalar($0.register[row], $0.type) }
            let value: Double
            switch function.ofTexts(values) {
            case .number(let number): value = number
            case .boolean(let truth): value = truth ? 1 : 0
            case .text(let result): value = Double(texts.code(of: result))
            case nil: value = .nan
            }
            target[row] = value
            if let text { keep(value, Int(text[row]), index) }
        }
    }

    mutating func run(
        _ part: DatePart, of operand: Int, _ format: String?, _ index: Int, _ start: Int, _ count: Int
    ) {
        let (target, source) = (register(index), register(operand))
        let format = format.flatMap { DateFormat($0) }
        for row in 0..<count {
            guard !source[row].isNaN else {
                target[row] = .nan
                continue
            }
            let code = Int(source[row])
            if let known = result(code, index) {
                target[row] = known
                continue
            }
            let text = texts.values[code]
            let date = format.map { $0.date(text) } ?? CivilDate.ordered(text)
            if date == nil, failure == nil {
                failure = ExpressionEvaluator.failure(text, part, format, table.rowId(start + row))
            }
            let value = date?.value(of: part) ?? .nan
            target[row] = value
            keep(value, code, index)
        }
    }

    private static func failure(
        _ text: String, _ part: DatePart, _ format: DateFormat?, _ row: Int
    ) -> StepFailure {
        let written = format.map { "as \"\($0.text)\"" } ?? "year first, as 2024-02-29"
        return StepFailure(
            "'\(text)' in data row \(row) (counted from 0), which '\(part.rawValue)' takes apart, is no date written "
                + written,
            help: format == nil
                ? "say how dates are written, as in \(part.rawValue)(date, '%d/%m/%Y')"
                : "declare it missing where the file is read, or correct how dates are written")
    }

    private func isConstant(_ index: Int) -> Bool {
        switch program.instructions[index] {
        case .constant, .text: true
        default: false
        }
    }

    private func scalar(_ value: Double, _ type: ExpressionType) -> ExpressionScalar {
        switch type {
        case .number: .number(value)
        case .boolean: .boolean(value == 1)
        case .text: .text(texts.values[Int(value)])
        }
    }

    private func result(_ code: Int, _ index: Int) -> Double? {
        guard results[index].indices.contains(code) else { return nil }
        let value = results[index][code]
        return value == .infinity ? nil : value
    }

    private mutating func keep(_ value: Double, _ code: Int, _ index: Int) {
        let missing = max(texts.values.count, code + 1) - results[index].count
        if missing > 0 { results[index] += [Double](repeating: .infinity, count: missing) }
        results[index][code] = value
    }
}
