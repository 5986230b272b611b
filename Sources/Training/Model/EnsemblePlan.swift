import Graph
import Kernels
import Spec

/// How the members of an ensemble are one model: members lie side by side on the trial axis.
///
/// The first layers, up to the one in which the first linear layer stands, are computed once for all members that share
/// weights; from there on the axis is trials · members long. An array is the same for all members, or has a copy for
/// each. Members that share nothing part before the first layer.
///
///     share tabm:  y = ((x · r) W) · s + b    r, s, b: each member's own; W: shared
///     share mini:  y = (x · r) W + b          r: each member's own, in the first linear layer only
///     last linear layer: y = x W + b, all of it each member's own
///
/// The first r is ±1 at random, or normal where layers before it have learned something (as an embedding has); the
/// other scales start at 1, and the biases of all members start alike, so that members differ in the first r and the
/// last layer at the beginning.
package struct EnsemblePlan: Sendable, Hashable {
    package let members: Int
    package let share: EnsembleSection.Sharing
    /// How many members see each row of a batch, at least.
    let membersPerRow: Int
    /// How many layers come before the members part.
    let trunk: Int
    /// The places of the first and of the last linear layer, such as `0` or `2.1`.
    let first: String?
    let last: String?
    /// Whether layers before the members part have parameters.
    let trunkLearns: Bool

    /// What a linear layer has besides its weights, and whose they are.
    struct Linear: Hashable {
        var sharesWeight = false
        var scalesInput = false
        var scalesOutput = false
    }

    /// - Errors: `LayerProblem` where nothing can be shared
    init(_ section: EnsembleSection, layers: [LayerSummary]) throws {
        members = section.members
        share = section.share
        let standard = section.share == .none ? section.members : EnsembleSection.standardMembersPerRow
        membersPerRow = min(section.membersPerRow ?? standard, section.members)
        let linear = layers.filter { $0.type == LinearLayer.name }
        first = linear.first?.path
        last = linear.last?.path
        guard share != .none else {
            trunk = 0
            trunkLearns = false
            return
        }
        guard let first else {
            throw LayerProblem(
                "shares the weights of linear layers, but the model has none",
                help: "write 'share: none', which trains members of their own")
        }
        let place = Int(first.prefix { $0 != "." }) ?? 0
        trunk = place
        trunkLearns = layers.contains { layer in
            !layer.path.contains(".") && layer.parameterCount > 0
                && Int(layer.path).map { $0 < place } ?? false
        }
    }

    /// Into how many equal pieces a batch is cut; each member sees one of them, member m piece m modulo their number. A
    /// divisor of the members; a few rows at the end of a batch may be left over, which no member sees in that step.
    func pieces(ofBatch rows: Int) -> Int {
        (1...members).last {
            members.isMultiple(of: $0) && members / $0 >= membersPerRow && (rows >= 2 * $0 || $0 == 1)
        } ?? 1
    }

    func linear(at path: String) -> Linear {
        guard share != .none, path != last else { return Linear() }
        return Linear(
            sharesWeight: true, scalesInput: share == .tabm || path == first, scalesOutput: share == .tabm)
    }

    /// Whether each member has a copy of an array of a layer after the members part.
    ///
    /// - Parameter axes: of the array as its layer declares it
    func copies(axes: Int, at path: String) -> Bool {
        switch share {
        case .none: true
        case .tabm: axes < 2 || path == last
        case .mini: path == last
        }
    }

    /// Rows [S, B, …] as the members see them: [S·members, B / pieces, …], each its piece of the batch. Rows that all
    /// trials share, and all members see, stay as they are.
    func dealt(_ rows: Tensor, pieces: Int) -> Tensor {
        let (sets, batch) = (rows.shape[0], rows.shape[1])
        let rest = Array(rows.shape.dimensions.dropFirst(2))
        guard pieces > 1 || sets > 1 else { return rows }
        let length = batch / pieces
        let whole = length * pieces == batch ? rows : rows.sliced(axis: 1, range: 0..<(length * pieces))
        return whole.reshaped(to: Shape([sets, 1, pieces, length] + rest))
            .broadcast(to: Shape([sets, members / pieces, pieces, length] + rest))
            .reshaped(to: Shape([sets * members, length] + rest))
    }
}
