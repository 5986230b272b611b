import Graph
import Kernels
import Spec

package struct ParallelLayer: Layer {
    package static let name = "parallel"
    package static let about = """
        Several layers that read the same input; their outputs are merged.

            add:     y = Σ f_i(x)
            mul:     y = Π f_i(x)
            concat:  y = [f_0(x), f_1(x), …] along the first axis: features, or channels of images

        A branch of several layers is a `sequential`, one that passes the input on is `identity`. Parameters
        are named `<position>.<branch>.<name>`, such as `1.0.weight` for the first branch of the second
        layer.

        - Shapes: input [s] → output of a branch; for concat [Σ first sizes, …], the other axes being equal
        - Errors: `layer-shape` when the outputs cannot be merged
        - Source: Keras `Add`, `Multiply`, `Concatenate` (the last along the channels, as `torch.cat` with
          dim 1)
        """
    package static let primaryField: String? = "branches"
    package static let example: String? = "{parallel: {branches: [{linear: 8}, identity], merge: concat}}"

    package enum Merge: String, CaseIterable, Sendable {
        case add
        case multiply = "mul"
        case concatenate = "concat"
    }

    package let branches: [Located<any Layer>]
    package let merge: Merge

    package var isRandom: Bool { branches.contains { $0.value.isRandom } }

    package var programKey: String { "parallel \(merge) \(branches.programKey)" }

    package var startsFromData: Bool { branches.contains { $0.value.startsFromData } }

    package init(reading fields: inout FieldReader) {
        branches = fields.requiredComponents(
            "branches", in: layerFamily, "The layers side by side, at least two.")
        merge = fields.choice(
            "merge", default: Merge.concatenate, "How the outputs become one; concat needs no equal widths.")
    }

    package init(branches: [any Layer], merge: Merge = .concatenate) {
        self.branches = branches.map { Located(value: $0, origin: .defaultValue) }
        self.merge = merge
    }

    package func declare(_ input: Shape, in model: inout ModelDeclaration) throws -> Shape {
        var outputs: [Shape] = []
        let columns = model.columns
        for (index, branch) in branches.enumerated() {
            model.columns = columns
            guard let output = model.declare(branch, named: "\(index)", input: input) else {
                throw LayerProblem("has a branch that does not fit")
            }
            outputs.append(output)
        }
        guard let first = outputs.first, outputs.count >= 2 else {
            throw LayerProblem("needs two branches or more, but has \(outputs.count)")
        }
        let list = outputs.map { "\($0)" }.joined(separator: " and ")
        guard merge == .concatenate else {
            guard outputs.allSatisfy({ $0 == first }) else {
                throw LayerProblem(
                    "merges by '\(merge.rawValue)' branches of different shapes: \(list)",
                    help: "let all branches give the same shape, or write 'merge: concat'")
            }
            return first
        }
        let rest = Array(first.dimensions.dropFirst())
        guard first.rank > 0, outputs.allSatisfy({ Array($0.dimensions.dropFirst()) == rest }) else {
            throw LayerProblem("cannot lay side by side branches whose further axes differ: \(list)")
        }
        return Shape([outputs.reduce(0) { $0 + $1[0] }] + rest)
    }

    package func forward(_ input: Tensor, in pass: ForwardPass) throws -> Tensor {
        let outputs = try branches.enumerated().map { index, branch in
            try pass.apply(branch, named: "\(index)", to: input)
        }
        guard let first = outputs.first else { return input }
        switch merge {
        case .add: return outputs.dropFirst().reduce(first, +)
        case .multiply: return outputs.dropFirst().reduce(first, *)
        case .concatenate:
            // Branches without parameters may have one row for all trials, others one for each.
            let trials = outputs.reduce(1) { max($0, $1.shape[0]) }
            let whole = outputs.map { output in
                output.broadcast(to: Shape([trials] + output.shape.dimensions.dropFirst()))
            }
            return concatenate(whole, axis: 2)
        }
    }
}
