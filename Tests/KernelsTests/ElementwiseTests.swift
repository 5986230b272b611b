import Kernels
import Testing

@Suite struct ElementwiseTests {
    /// What an opcode means, one number at a time (functions with errors of their own have another suite,
    /// VectorMathTests).
    struct Definition: CustomTestStringConvertible, Sendable {
        var opcode: ElementwiseOpcode
        var operands: Int
        var value: @Sendable ([Double]) -> Double
        var testDescription: String { "\(opcode)" }
    }

    static let definitions = [
        Definition(opcode: .copy, operands: 1) { $0[0] },
        Definition(opcode: .negate, operands: 1) { -$0[0] },
        Definition(opcode: .absolute, operands: 1) { abs($0[0]) },
        Definition(opcode: .sign, operands: 1) { $0[0] > 0 ? 1 : $0[0] < 0 ? -1 : 0 },
        Definition(opcode: .floor, operands: 1) { $0[0].rounded(.down) },
        Definition(opcode: .add, operands: 2) { $0[0] + $0[1] },
        Definition(opcode: .subtract, operands: 2) { $0[0] - $0[1] },
        Definition(opcode: .multiply, operands: 2) { $0[0] * $0[1] },
        Definition(opcode: .divide, operands: 2) { $0[0] / $0[1] },
        Definition(opcode: .maximum, operands: 2) { max($0[0], $0[1]) },
        Definition(opcode: .minimum, operands: 2) { min($0[0], $0[1]) },
        Definition(opcode: .less, operands: 2) { $0[0] < $0[1] ? 1 : 0 },
        Definition(opcode: .lessOrEqual, operands: 2) { $0[0] <= $0[1] ? 1 : 0 },
        Definition(opcode: .equal, operands: 2) { $0[0] == $0[1] ? 1 : 0 },
        Definition(opcode: .select, operands: 3) { $0[0] != 0 ? $0[1] : $0[2] },
        Definition(opcode: .multiplyAdd, operands: 3) { $0[0] * $0[1] + $0[2] },
        Definition(opcode: .negativeMultiplyAdd, operands: 3) { $0[2] - $0[0] * $0[1] },
    ]

    /// Small multiples of 1/4 with ties and zeros: float arithmetic on them is exact up to the final
    /// rounding.
    static func operand(_ index: Int, _ factor: Int) -> Double {
        Double((index * factor) % 33) / 4 - 4
    }

    @Test(arguments: definitions) func computesItsDefinition(definition: Definition) {
        check(definition, Float.self, tolerance: 0x1p-22)
        check(definition, Double.self, tolerance: 0x1p-51)
    }

    func check<Scalar: KernelScalar>(_ definition: Definition, _ type: Scalar.Type, tolerance: Double) {
        let count = 48
        let numbers = [7, 5, 3].map { factor in (0..<count).map { Self.operand($0, factor) } }
        let buffers = numbers.map { Buffer($0.map { Scalar($0) }) }
        let pointers = buffers.map { UnsafePointer($0.typed(type)) }
        let result = Buffer(Scalar.elementType, count: count)
        // Every way operands can be given: bit i of the pattern makes operand i a scalar.
        for pattern in 0..<(1 << definition.operands) {
            func given(_ index: Int) -> ElementwiseOperand<Scalar> {
                pattern & (1 << index) == 0 ? .array(pointers[index]) : .scalar(pointers[index])
            }
            let instruction = ElementwiseInstruction(
                definition.opcode, result: result.typed(type),
                operands: (0..<definition.operands).map { given($0) })
            withUnsafePointer(to: instruction) {
                Elementwise.runBlock(UnsafeBufferPointer(start: $0, count: 1), offset: 0, count: count)
            }
            for index in 0..<count {
                func value(_ operand: Int) -> Double {
                    numbers[operand][pattern & (1 << operand) == 0 ? index : 0]
                }
                let exact = definition.value((0..<3).map(value))
                guard exact.isFinite else { continue }
                let found = Double(result.typed(type)[index])
                #expect(abs(found - exact) <= tolerance * max(abs(exact), 1), "pattern \(pattern), \(index)")
            }
        }
        withExtendedLifetime(buffers) {}
    }

    /// A region of three instructions through a scratch block, longer than one block: y = 2x + 1, then y²,
    /// then y² − x.
    @Test func regionsRunBlockByBlockThroughScratchMemory() {
        let count = 1040
        let input = Buffer((0..<count).map { Float($0 % 100) })
        let scalars = Buffer([Float(2), 1])
        let scratch = Buffer(.float32, count: Elementwise.blockSize)
        let output = Buffer(.float32, count: count)
        let x = UnsafePointer(input.typed(Float.self))
        let block = scratch.typed(Float.self)
        let numbers = UnsafePointer(scalars.typed(Float.self))
        let instructions = [
            ElementwiseInstruction(
                .multiplyAdd, result: block, isScratch: true,
                operands: [.array(x), .scalar(numbers), .scalar(numbers + 1)]),
            ElementwiseInstruction(
                .multiply, result: block, isScratch: true, operands: [.scratch(block), .scratch(block)]),
            ElementwiseInstruction(
                .subtract, result: output.typed(Float.self), operands: [.scratch(block), .array(x)]),
        ]
        instructions.withUnsafeBufferPointer { instructions in
            for offset in stride(from: 0, to: count, by: Elementwise.blockSize) {
                let length = min(Elementwise.blockSize, count - offset)
                Elementwise.runBlock(instructions, offset: offset, count: length)
            }
        }
        let expected = (0..<count).map { index -> Float in
            let value = Float(index % 100)
            return (2 * value + 1) * (2 * value + 1) - value
        }
        #expect(output.array(Float.self) == expected)
        withExtendedLifetime((input, scalars)) {}
    }
}
