import Kernels

/// Checks shared by the shape rules of operations; each throws a `GraphError`.
package enum ShapeRule {
    package static func inputCount(_ inputs: [TensorType], _ count: Int, _ name: String) throws {
        guard inputs.count == count else {
            throw GraphError(name, expected: "\(count) inputs", found: "\(inputs.count)")
        }
    }

    /// Every input has the graph's real element type.
    package static func real(_ inputs: [TensorType], _ realType: ElementType, _ name: String) throws {
        guard inputs.allSatisfy({ $0.elementType == realType }) else {
            throw GraphError(name, expected: "inputs of \(realType.rawValue)", found: list(inputs))
        }
    }

    package static func integer(_ input: TensorType, _ role: String, _ name: String) throws {
        guard input.elementType == .int32 else {
            throw GraphError(name, expected: "\(role) of int32", found: "\(input)")
        }
    }

    /// The shape all inputs are broadcast to.
    package static func broadcast(_ inputs: [TensorType], _ name: String) throws -> Shape {
        var shape = inputs[0].shape
        for input in inputs.dropFirst() {
            guard let wider = shape.broadcast(with: input.shape) else {
                throw GraphError(name, expected: "shapes that broadcast", found: shapes(inputs))
            }
            shape = wider
        }
        return shape
    }

    /// Axes are distinct and inside the rank; returns them ascending, negative ones counted from the end.
    package static func axes(_ axes: [Int], rank: Int, _ name: String) throws -> [Int] {
        let positive = axes.map { $0 < 0 ? $0 + rank : $0 }
        guard positive.allSatisfy({ $0 >= 0 && $0 < rank }), Set(positive).count == axes.count else {
            throw GraphError(name, expected: "distinct axes below \(rank)", found: "\(axes)")
        }
        return positive.sorted()
    }

    package static func shapes(_ inputs: [TensorType]) -> String {
        inputs.map { "\($0.shape)" }.joined(separator: " and ")
    }

    package static func list(_ inputs: [TensorType]) -> String {
        inputs.map { "\($0)" }.joined(separator: " and ")
    }
}

extension ShapeRule {
    /// The first axis of the result of inputs whose first axis is 1 or the number of trials.
    static func trials(_ inputs: [TensorType], _ name: String) throws -> Int {
        let trials = inputs.map { $0.shape[0] }.max() ?? 1
        guard inputs.allSatisfy({ $0.shape[0] == 1 || $0.shape[0] == trials }) else {
            throw GraphError(name, expected: "first axes of 1 or one size", found: shapes(inputs))
        }
        return trials
    }

    /// The type of a result of five axes; the inputs must have the given sizes after their first axis, nil
    /// standing for any.
    static func images(
        _ inputs: [TensorType], _ sizes: [[Int?]], result: (_ batch: Int) -> [Int], _ realType: ElementType,
        _ name: String
    ) throws -> TensorType {
        try inputCount(inputs, sizes.count, name)
        try real(inputs, realType, name)
        for (input, size) in zip(inputs, sizes) {
            let found = Array(input.shape.dimensions.dropFirst())
            guard found.count == 4, zip(found, size).allSatisfy({ $1 == nil || $0 == $1 }) else {
                let text = size.map { $0.map(String.init) ?? "any" }.joined(separator: ", ")
                throw GraphError(name, expected: "[trials, \(text)]", found: "\(input.shape)")
            }
        }
        let batches = zip(inputs, sizes).filter { $1[0] == nil }.map { $0.0.shape[1] }
        guard Set(batches).count <= 1 else {
            throw GraphError(name, expected: "one batch size", found: shapes(inputs))
        }
        return TensorType(Shape([try trials(inputs, name)] + result(batches.first ?? 1)), realType)
    }
}
