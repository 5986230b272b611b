extension ElementwiseOpcode {
    /// 1 where a < b, else 0.
    package static var less: Self { Self(LessFunction.self) }
    /// 1 where a ≤ b, else 0.
    package static var lessOrEqual: Self { Self(LessOrEqualFunction.self) }
    /// 1 where a = b, else 0.
    package static var equal: Self { Self(EqualFunction.self) }
    /// b where a ≠ 0, else c.
    package static var select: Self { Self(SelectFunction.self) }
}

enum LessFunction: BinaryFunction {
    @inline(__always) static func value<V: KernelVector>(_ a: V, _ b: V) -> V { V.number(V.less(a, b)) }
}

enum LessOrEqualFunction: BinaryFunction {
    @inline(__always) static func value<V: KernelVector>(_ a: V, _ b: V) -> V {
        V.number(V.lessOrEqual(a, b))
    }
}

enum EqualFunction: BinaryFunction {
    @inline(__always) static func value<V: KernelVector>(_ a: V, _ b: V) -> V { V.number(V.equal(a, b)) }
}

enum SelectFunction: TernaryFunction {
    @inline(__always)
    static func value<V: KernelVector>(_ a: V, _ b: V, _ c: V) -> V { V.select(V.notEqual(a, V.zero), b, c) }
}
