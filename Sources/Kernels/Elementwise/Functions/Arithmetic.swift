// Functions that are one or a few instructions of the processor.

extension ElementwiseOpcode {
    package static var copy: Self { Self(CopyFunction.self) }
    package static var negate: Self { Self(NegateFunction.self) }
    package static var absolute: Self { Self(AbsoluteFunction.self) }
    package static var sign: Self { Self(SignFunction.self) }
    package static var floor: Self { Self(FloorFunction.self) }
    package static var squareRoot: Self { Self(SquareRootFunction.self) }
    package static var add: Self { Self(AddFunction.self) }
    package static var subtract: Self { Self(SubtractFunction.self) }
    package static var multiply: Self { Self(MultiplyFunction.self) }
    package static var divide: Self { Self(DivideFunction.self) }
    package static var maximum: Self { Self(MaximumFunction.self) }
    package static var minimum: Self { Self(MinimumFunction.self) }
    /// a·b + c, rounded once.
    package static var multiplyAdd: Self { Self(MultiplyAddFunction.self) }
    /// c − a·b, rounded once.
    package static var negativeMultiplyAdd: Self { Self(NegativeMultiplyAddFunction.self) }
}

enum CopyFunction: UnaryFunction {
    @inline(__always) static func value<V: KernelVector>(_ x: V) -> V { x }
}

enum NegateFunction: UnaryFunction {
    @inline(__always) static func value<V: KernelVector>(_ x: V) -> V { x * V(repeating: -1) }
}

enum AbsoluteFunction: UnaryFunction {
    @inline(__always) static func value<V: KernelVector>(_ x: V) -> V { V.absolute(x) }
}

enum SignFunction: UnaryFunction {
    @inline(__always) static func value<V: KernelVector>(_ x: V) -> V { V.sign(x) }
}

enum FloorFunction: UnaryFunction {
    @inline(__always) static func value<V: KernelVector>(_ x: V) -> V { V.floor(x) }
}

enum SquareRootFunction: UnaryFunction {
    @inline(__always) static func value<V: KernelVector>(_ x: V) -> V { V.squareRoot(x) }
}

enum AddFunction: BinaryFunction {
    @inline(__always) static func value<V: KernelVector>(_ a: V, _ b: V) -> V { a + b }
}

enum SubtractFunction: BinaryFunction {
    @inline(__always) static func value<V: KernelVector>(_ a: V, _ b: V) -> V { a - b }
}

enum MultiplyFunction: BinaryFunction {
    @inline(__always) static func value<V: KernelVector>(_ a: V, _ b: V) -> V { a * b }
}

enum DivideFunction: BinaryFunction {
    @inline(__always) static func value<V: KernelVector>(_ a: V, _ b: V) -> V { a / b }
}

enum MaximumFunction: BinaryFunction {
    @inline(__always) static func value<V: KernelVector>(_ a: V, _ b: V) -> V { V.maximum(a, b) }
}

enum MinimumFunction: BinaryFunction {
    @inline(__always) static func value<V: KernelVector>(_ a: V, _ b: V) -> V { V.minimum(a, b) }
}

enum MultiplyAddFunction: TernaryFunction {
    @inline(__always) static func value<V: KernelVector>(_ a: V, _ b: V, _ c: V) -> V { V.fma(a, b, c) }
}

enum NegativeMultiplyAddFunction: TernaryFunction {
    @inline(__always)
    static func value<V: KernelVector>(_ a: V, _ b: V, _ c: V) -> V { V.fma(a * V(repeating: -1), b, c) }
}
