import Spec

/// The section `ensemble:` of a specification: several members that are one model, and one run.
///
///     ensemble: 32                             32 members that share weights, as TabM
///     ensemble: {members: 5, share: none}      5 members that have nothing in common but their rows
///
/// All members see the same batches. A prediction is the mean of what they predict (of classes their probabilities, of
/// numbers their values in the target's own units), and early stopping watches that mean.
///
/// With `members_per_row: 4`, the default where weights are shared, each row of a batch is seen by four of the members
/// only: they deal the batch out among themselves, other rows in every epoch. An epoch then takes an eighth of the time
/// of 32 members that see all rows, as those of the paper do.
///
/// - Fields: members (at least 2), share, members_per_row
/// - Source: Gorishniy, Kotelnikov and Babenko, "TabM: advancing tabular deep learning with parameter-efficient
///   ensembling", 2025; Wen, Tran and Ba, "BatchEnsemble", 2020
package struct EnsembleSection: SpecSection, Hashable {
    /// What the members have in common.
    package enum Sharing: String, CaseIterable, Sendable {
        /// The weights of linear layers; scales of their inputs and outputs, biases and the last layer are each
        /// member's own.
        case tabm
        /// Everything but a scale of the first layer's input and the last layer.
        case mini
        /// Nothing.
        case none
    }

    package static let mostMembers = 1024
    /// How many members see a row where they share weights: an epoch then costs about four times that of one model.
    static let standardMembersPerRow = 4

    package var members: Int
    package var share: Sharing
    /// How many of the members see a row of a batch; nil for the default.
    package var membersPerRow: Int?
    package var origin: Origin

    package init(members: Int, share: Sharing = .tabm, membersPerRow: Int? = nil) {
        self.members = members
        self.share = share
        self.membersPerRow = membersPerRow
        origin = .defaultValue
    }

    package init(reading fields: inout FieldReader) {
        members = fields.int(
            "members", aliases: ["k"], default: 32, in: .closed(2, Double(Self.mostMembers)),
            "How many models are trained side by side and averaged.")
        fields.declare(primary: "members")
        share = fields.choice(
            "share", default: Sharing.tabm,
            "What they have in common: tabm (the weights of linear layers up to scales of each member's own), mini (all"
                + " but a first scale and the last layer), none.")
        membersPerRow = fields.optionalInt(
            "members_per_row", in: .closed(1, Double(Self.mostMembers)),
            "How many of the members see each row of a batch, at least; default 4, with share none all. Fewer make an epoch shorter."
        )
        origin = fields.place
    }
}
