import Kernels
import Testing

@Suite struct ElementwiseTests {
    static let opcodes = ElementwiseOpcode.allCases

    /// What an opcode means, one number at a time (functions of one number have their own suite,
    /// VectorMathTests).
    func expected(_ opcode: ElementwiseOpcode, _ a: Double, _ b: Double, _ c: Double) -> Double? {
        switch opcode {
        case .copy: a
        case .negate: -a
        case .absolute: abs(a)
        case .sign: a > 0 ? 1 : a < 0 ? -1 : 0
        case .reciprocal: 1 / a
        case .reciprocalSquareRoot: 1 / a.squareRoot()
        case .floor: a.rounded(.down)
        case .relu: max(a, 0)
        case .square: a * a
        case .add: a + b
        case .subtract: a - b
        case .multiply: a * b
        case .divide: a / b
        case .maximum: max(a, b)
        case .minimum: min(a, b)
        case .less: a < b ? 1 : 0
        case .lessOrEqual: a <= b ? 1 : 0
        case .greater: a > b ? 1 : 0
        case .greaterOrEqual: a >= b ? 1 : 0
        case .equal: a == b ? 1 : 0
        case .notEqual: a != b ? 1 : 0
        case .select: a != 0 ? b : c
        case .multiplyAdd: a * b + c
        case .negativeMultiplyAdd: c - a * b
        case .divideBySquareRoot: a / (b.squareRoot() + c)
        case .interpolate: a + b * (c - a)
        case .exponential, .exponentialMinusOne, .logarithm, .logarithmOfOnePlus, .tanh, .sigmoid, .softplus,
            .normalProbability,
            .sigmoidAndSoftplus,
            .squareRoot, .sine, .cosine, .power:
            nil
        }
    }

    /// Small multiples of 1/4 with ties and zeros: float arithmetic on them is exact up to the final
    /// rounding.
    static func operand(_ index: Int, _ factor: Int, positive: Bool) -> Double {
        let value = Double((index * factor) % 33) / 4 - (positive ? -0.25 : 4)
        return value
    }

    @Test(arguments: opcodes) func computesItsDefinition(opcode: ElementwiseOpcode) {
        check(opcode, Float.self, tolerance: 0x1p-22)
        check(opcode, Double.self, tolerance: 0x1p-51)
    }

    func check<Scalar: KernelScalar>(_ opcode: ElementwiseOpcode, _ type: Scalar.Type, tolerance: Double) {
        let count = 48
        let positive = opcode == .reciprocalSquareRoot || opcode == .divideBySquareRoot
        let numbers = [7, 5, 3].map { factor in
            (0..<count).map { Self.operand($0, factor, positive: positive || opcode == .reciprocal) }
        }
        let buffers = numbers.map { Buffer($0.map { Scalar($0) }) }
        let pointers = buffers.map { UnsafePointer($0.typed(type)) }
        let result = Buffer(Scalar.elementType, count: count)
        // Every way operands can be given: bit i of the pattern makes operand i a scalar.
        for pattern in 0..<(1 << opcode.operandCount) {
            func given(_ index: Int) -> ElementwiseOperand<Scalar> {
                pattern & (1 << index) == 0 ? .array(pointers[index]) : .scalar(pointers[index])
            }
            let instruction = ElementwiseInstruction(
                opcode, result: result.typed(type), a: given(0), b: given(1), c: given(2))
            withUnsafePointer(to: instruction) {
                Elementwise.run(UnsafeBufferPointer(start: $0, count: 1), range: 0..<count)
            }
            for index in 0..<count {
                func value(_ operand: Int) -> Double {
                    numbers[operand][pattern & (1 << operand) == 0 ? index : 0]
                }
                guard let exact = expected(opcode, value(0), value(1), value(2)), exact.isFinite else {
                    continue
                }
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
                .multiplyAdd, result: block, isScratch: true, a: .array(x), b: .scalar(numbers),
                c: .scalar(numbers + 1)),
            ElementwiseInstruction(.square, result: block, isScratch: true, a: .scratch(block)),
            ElementwiseInstruction(
                .subtract, result: output.typed(Float.self), a: .scratch(block), b: .array(x)),
        ]
        instructions.withUnsafeBufferPointer { Elementwise.run($0, range: 0..<count) }
        let expected = (0..<count).map { index -> Float in
            let value = Float(index % 100)
            return (2 * value + 1) * (2 * value + 1) - value
        }
        #expect(output.array(Float.self) == expected)
        withExtendedLifetime((input, scalars)) {}
    }
}
