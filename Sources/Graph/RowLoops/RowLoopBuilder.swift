import Kernels

/// Collects the steps of a row loop and what they read.
struct RowLoopBuilder {
    let pattern: RowLoopPattern
    var loop: RowLoopInstruction
    /// What a node's outputs are: one value, or one for each.
    private var values: [Int: [RowLoopInstruction.Operand]]
    /// The first column of a gathered table.
    private var columns: [Int: Int] = [:]

    init(_ pattern: RowLoopPattern, _ loop: RowLoopInstruction) {
        self.pattern = pattern
        self.loop = loop
        values = [pattern.product: (0..<pattern.outputs).map { .product($0) }]
    }

    func computes(_ node: Int) -> Bool { values[node] != nil }

    /// The value of a computed node for one output.
    func value(_ node: Int, _ output: Int) -> RowLoopInstruction.Operand {
        let outputs = values[node] ?? [.product(0)]
        return outputs.count > output ? outputs[output] : outputs[0]
    }

    /// Adds a step that computes a node's next output.
    mutating func addStep(
        _ code: ElementwiseOpcode, _ operands: [RowLoopInstruction.Operand], for node: Int
    ) {
        values[node, default: []].append(.step(loop.steps.count))
        loop.steps.append(RowLoopInstruction.Step(code: code, operands: operands))
    }

    /// Adds the sum or the maximum of all outputs of a value.
    mutating func addReduction(_ operands: [RowLoopInstruction.Operand], isMaximum: Bool, for node: Int) {
        guard isMaximum else {
            values[node] = [.step(loop.steps.count)]
            loop.steps.append(RowLoopInstruction.Step(code: nil, operands: operands))
            return
        }
        var largest = operands[0]
        for operand in operands.dropFirst() {
            loop.steps.append(RowLoopInstruction.Step(code: .maximum, operands: [operand, largest]))
            largest = .step(loop.steps.count - 1)
        }
        values[node] = [largest]
    }

    func firstColumn(of node: Int) -> Int? { columns[node] }

    /// Adds a table whose columns are gathered along; returns the number of the first.
    mutating func addTable(_ table: RowLoopInstruction.Table, for node: Int) -> Int {
        let first = loop.tables.dropFirst().reduce(0) { $0 + $1.columns }
        columns[node] = first
        loop.tables.append(table)
        return first
    }

    /// An operand in memory: a number, a number of each trial, or values of the rows.
    mutating func operand(at place: RowLoopInstruction.Place) -> RowLoopInstruction.Operand {
        if place.trialStride == 0, place.rowStride == 0 { return .scalar(place.location) }
        if place.rowStride == 0 {
            loop.trialScalars.append(place)
            return .trialScalar(loop.trialScalars.count - 1)
        }
        loop.rowOperands.append(place)
        return .rows(loop.rowOperands.count - 1)
    }
}
