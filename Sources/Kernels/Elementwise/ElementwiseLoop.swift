/// The vector loops of one elementwise instruction on one block: operands resolved to pointers, scalars
/// loaded into a register before the loop.
package struct ElementwiseLoop<Scalar: KernelScalar> {
    typealias Vector = Scalar.Vector

    private let result: UnsafeMutablePointer<Scalar>
    private let a: ElementwiseOperand<Scalar>
    private let b: ElementwiseOperand<Scalar>
    private let c: ElementwiseOperand<Scalar>
    private let offset: Int
    private let count: Int

    @inline(__always)
    init(_ instruction: ElementwiseInstruction<Scalar>, offset: Int, count: Int) {
        result = instruction.result + offset &* instruction.resultStep
        a = instruction.a
        b = instruction.b
        c = instruction.c
        self.offset = offset
        self.count = count
    }

    @inline(__always)
    private func start(_ operand: ElementwiseOperand<Scalar>) -> UnsafePointer<Scalar> {
        operand.pointer + offset &* operand.step
    }

    @inline(__always)
    func unary<Function: UnaryFunction>(_ function: Function.Type) {
        let first = start(a)
        if a.isScalar {
            let value = Vector.apply(Function.self, Vector(repeating: first.pointee))
            var i = 0
            while i < count {
                result.store(value, i)
                i &+= Scalar.lanes
            }
            return
        }
        var i = 0
        while i < count {
            result.store(Vector.apply(Function.self, first.vector(i)), i)
            i &+= Scalar.lanes
        }
    }

    /// The two results of a logistic function; the second one goes to where operand b points.
    @inline(__always)
    func logistic() {
        let first = start(a)
        let other = UnsafeMutablePointer(mutating: start(b))
        let x = Vector(repeating: first.pointee)
        var i = 0
        while i < count {
            let value = Vector.sigmoidAndSoftplus(a.isScalar ? x : first.vector(i))
            result.store(value.sigmoid, i)
            other.store(value.softplus, i)
            i &+= Scalar.lanes
        }
    }

    @inline(__always)
    func binary<Function: BinaryFunction>(_ function: Function.Type) {
        let first = start(a)
        let second = start(b)
        var i = 0
        if a.isScalar {
            let x = Vector(repeating: first.pointee)
            if b.isScalar {
                let value = Vector.apply(Function.self, x, Vector(repeating: second.pointee))
                while i < count {
                    result.store(value, i)
                    i &+= Scalar.lanes
                }
                return
            }
            while i < count {
                result.store(Vector.apply(Function.self, x, second.vector(i)), i)
                i &+= Scalar.lanes
            }
            return
        }
        if b.isScalar {
            let y = Vector(repeating: second.pointee)
            while i < count {
                result.store(Vector.apply(Function.self, first.vector(i), y), i)
                i &+= Scalar.lanes
            }
            return
        }
        while i < count {
            result.store(Vector.apply(Function.self, first.vector(i), second.vector(i)), i)
            i &+= Scalar.lanes
        }
    }

    @inline(__always)
    func ternary<Function: TernaryFunction>(_ function: Function.Type) {
        let first = start(a)
        let second = start(b)
        let third = start(c)
        let x = Vector(repeating: first.pointee)
        let y = Vector(repeating: second.pointee)
        let z = Vector(repeating: third.pointee)
        var i = 0
        while i < count {
            let p = a.isScalar ? x : first.vector(i)
            let q = b.isScalar ? y : second.vector(i)
            let r = c.isScalar ? z : third.vector(i)
            result.store(Function.value(p, q, r), i)
            i &+= Scalar.lanes
        }
    }
}
