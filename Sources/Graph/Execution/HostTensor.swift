import Kernels

/// A tensor's elements in double precision, for constants, folding and the reference backend.
package struct HostTensor: Sendable {
    package var shape: Shape
    package var values: [Double]

    package init(_ shape: Shape, _ values: [Double]) {
        self.shape = shape
        self.values = values
    }

    package init(_ shape: Shape, repeating value: Double) {
        self.init(shape, [Double](repeating: value, count: shape.count))
    }

    /// The values as elements of this type: rounded to single precision for `float32`.
    package func rounded(to type: ElementType) -> HostTensor {
        guard type == .float32 else { return self }
        return HostTensor(shape, values.map { Double(Float($0)) })
    }

    /// One value per index of `target`, read through NumPy broadcasting.
    package func broadcast(to target: Shape) -> HostTensor {
        guard shape != target, let strides = shape.strides(broadcastTo: target) else { return self }
        return strided(target, strides: strides, offset: 0)
    }

    /// The elements at `offset + index · strides` for every index of `target`, row-major.
    package func strided(_ target: Shape, strides: [Int], offset: Int) -> HostTensor {
        var result: [Double] = []
        result.reserveCapacity(target.count)
        target.forEachIndex { index in
            var position = offset
            for axis in index.indices { position += index[axis] * strides[axis] }
            result.append(values[position])
        }
        return HostTensor(target, result)
    }

    /// An elementwise function of broadcast inputs.
    package static func elementwise(
        _ inputs: [HostTensor], shape: Shape, _ function: ([Double]) -> Double
    ) -> HostTensor {
        let operands = inputs.map { $0.broadcast(to: shape) }
        var arguments = [Double](repeating: 0, count: operands.count)
        var result = [Double](repeating: 0, count: shape.count)
        for element in result.indices {
            for operand in operands.indices { arguments[operand] = operands[operand].values[element] }
            result[element] = function(arguments)
        }
        return HostTensor(shape, result)
    }
}

extension Shape {
    /// Calls `body` with every index, the last axis running fastest.
    package func forEachIndex(_ body: ([Int]) -> Void) {
        guard count > 0 else { return }
        var index = [Int](repeating: 0, count: rank)
        while true {
            body(index)
            var axis = rank - 1
            while axis >= 0 {
                index[axis] += 1
                if index[axis] < dimensions[axis] { break }
                index[axis] = 0
                axis -= 1
            }
            if axis < 0 { return }
        }
    }
}

extension HostTensor {
    /// The elements of a buffer.
    package init(_ shape: Shape, copying buffer: Buffer) {
        switch buffer.elementType {
        case .float32: self.init(shape, buffer.array(Float.self).prefix(shape.count).map(Double.init))
        case .float64: self.init(shape, Array(buffer.array(Double.self).prefix(shape.count)))
        case .int32: self.init(shape, buffer.array(Int32.self).prefix(shape.count).map(Double.init))
        }
    }

    /// Writes the elements into a buffer of at least as many.
    package func write(to buffer: Buffer) {
        switch buffer.elementType {
        case .float32:
            let target = buffer.typed(Float.self)
            for element in values.indices { target[element] = Float(values[element]) }
        case .float64:
            let target = buffer.typed(Double.self)
            for element in values.indices { target[element] = values[element] }
        case .int32:
            let target = buffer.typed(Int32.self)
            for element in values.indices { target[element] = Int32(values[element]) }
        }
    }
}
