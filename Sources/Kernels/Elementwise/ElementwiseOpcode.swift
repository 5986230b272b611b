/// Which function a loop of a fused elementwise region computes. Operands are called a, b, c in this order.
///
/// A function is one file under `Functions`: its opcode, and its vector code for floats and doubles.
package struct ElementwiseOpcode: Hashable, Sendable, CustomStringConvertible {
    let function: any ElementwiseFunction.Type

    init(_ function: any ElementwiseFunction.Type) { self.function = function }

    package static func == (a: Self, b: Self) -> Bool { a.function == b.function }
    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(function)) }

    /// `multiplyAdd`
    package var description: String {
        let name = "\(function)"
        return name.prefix(1).lowercased() + name.dropFirst().replacing("Function", with: "")
    }
}

/// The loops of a function over one block, compiled for both element types.
package protocol ElementwiseFunction: SendableMetatype {
    static func run(_ instruction: UnsafePointer<ElementwiseInstruction<Float>>, offset: Int, count: Int)
    static func run(_ instruction: UnsafePointer<ElementwiseInstruction<Double>>, offset: Int, count: Int)
}

/// A function written as loops for either element type.
package protocol LoopFunction: ElementwiseFunction {
    static func run<Scalar: KernelScalar>(_ loop: ElementwiseLoop<Scalar>)
}

extension LoopFunction {
    // Not inlined: in the thunk that the protocol's call reaches, the compiler would leave C functions as calls.

    @inline(never)
    static func run(_ instruction: UnsafePointer<ElementwiseInstruction<Float>>, offset: Int, count: Int) {
        run(ElementwiseLoop(instruction.pointee, offset: offset, count: count))
    }

    @inline(never)
    static func run(_ instruction: UnsafePointer<ElementwiseInstruction<Double>>, offset: Int, count: Int) {
        run(ElementwiseLoop(instruction.pointee, offset: offset, count: count))
    }
}

/// A function of one operand, written for either kind of vector; one generic function serves as both.
///
/// Functions are types because the optimizer leaves long closures as calls, with their constants loaded again for every
/// vector.
package protocol UnaryFunction: LoopFunction {
    static func value(_ x: SIMD16<Float>) -> SIMD16<Float>
    static func value(_ x: SIMD8<Double>) -> SIMD8<Double>
}

extension UnaryFunction {
    @inline(__always)
    static func run<Scalar: KernelScalar>(_ loop: ElementwiseLoop<Scalar>) { loop.unary(Self.self) }
}

/// A function of two operands.
package protocol BinaryFunction: LoopFunction {
    static func value(_ a: SIMD16<Float>, _ b: SIMD16<Float>) -> SIMD16<Float>
    static func value(_ a: SIMD8<Double>, _ b: SIMD8<Double>) -> SIMD8<Double>
}

extension BinaryFunction {
    @inline(__always)
    static func run<Scalar: KernelScalar>(_ loop: ElementwiseLoop<Scalar>) { loop.binary(Self.self) }
}

/// A function of three operands.
package protocol TernaryFunction: LoopFunction {
    static func value<V: KernelVector>(_ a: V, _ b: V, _ c: V) -> V
}

extension TernaryFunction {
    @inline(__always)
    static func run<Scalar: KernelScalar>(_ loop: ElementwiseLoop<Scalar>) { loop.ternary(Self.self) }
}
