import Kernels

/// Replaces operations on constants by constants, and views that change nothing by their input.
///
/// A value that is the same number everywhere stays one number, whatever its shape. Other results are folded up
/// to `largestFold` elements, so that a plan does not grow by large tables.
enum ConstantFolding {
    static let largestFold = 4096

    static func run(_ body: GraphBody, realType: ElementType) -> GraphBody {
        var rewriter = GraphRewriter(body)
        for id in body.nodes.indices {
            let node = rewriter.renamed(id)
            let inputs = node.inputs.map { rewriter.result.nodes[$0] }
            if isIdentity(node, inputs) {
                rewriter.replace(id, by: node.inputs[0])
            } else if let constant = folded(node, inputs, realType) {
                rewriter.append(Node(constant, [], node.type), for: id)
            } else {
                rewriter.append(node, for: id)
            }
        }
        return rewriter.finish()
    }

    /// Views to the same shape, reductions over axes of size 1, and products with 1.
    private static func isIdentity(_ node: Node, _ inputs: [Node]) -> Bool {
        guard let first = inputs.first, first.type == node.type else { return false }
        switch node.lowering {
        case .view(.reshape), .view(.broadcast): return true
        default: break
        }
        switch node.operation {
        case is ReduceSum, is ReduceMaximum: return true
        case is Multiply:
            guard let factor = inputs[1].operation as? Constant else { return false }
            return factor.values == [1]
        default: return false
        }
    }

    private static func folded(_ node: Node, _ inputs: [Node], _ realType: ElementType) -> Constant? {
        guard !inputs.isEmpty, node.type.elementType == realType else { return nil }
        let constants = inputs.compactMap { $0.operation as? Constant }
        guard constants.count == inputs.count else { return nil }
        if constants.allSatisfy(\.isUniform), let value = uniform(node, constants, realType) {
            return Constant(shape: node.shape, values: [value])
        }
        let largest = inputs.reduce(node.shape.count) { max($0, $1.shape.count) }
        guard largest <= largestFold else { return nil }
        let values = constants.map { $0.evaluate([], as: TensorType($0.shape, realType)) }
        let result = node.operation.evaluate(values, as: node.type).rounded(to: realType)
        return Constant(shape: node.shape, values: result.values)
    }

    /// The one number that all elements of the result are, for operations that keep uniform values uniform.
    private static func uniform(_ node: Node, _ inputs: [Constant], _ realType: ElementType) -> Double? {
        switch node.lowering {
        case .view: return inputs[0].values[0]
        case .elementwise:
            let scalars = inputs.map { HostTensor(.scalar, $0.values).rounded(to: realType) }
            let type = TensorType(.scalar, realType)
            return node.operation.evaluate(scalars, as: type).rounded(to: realType).values[0]
        default: return nil
        }
    }
}
