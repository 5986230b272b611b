/// What a model reads and gives: the part of a run's state that, with the fitted steps, makes new data fit the model.
package struct ModelInputs: Sendable, Codable, Equatable {
    /// Columns of the source, before the first step.
    package var columns: [SourceColumn]
    /// Columns the model sees after the last step, in its order.
    package var features: [String]
    /// Names of the classes in the order of their numbers; nil for a real target.
    package var classes: [String]?
    /// What the source's columns have to be; nil without a contract.
    package var contract: DataContract?
    /// Whether the model takes missing features as they come; nil where it does not.
    package var takesGaps: Bool?
    /// How far off the naive forecast was on the training rows; nil for rows that are no series.
    package var naiveErrors: NaiveErrors?

    package init(
        columns: [SourceColumn], features: [String], classes: [String]?, contract: DataContract? = nil,
        takesGaps: Bool? = nil, naiveErrors: NaiveErrors? = nil
    ) {
        self.columns = columns
        self.features = features
        self.classes = classes
        self.contract = contract
        self.takesGaps = takesGaps
        self.naiveErrors = naiveErrors
    }
}

/// A column of the source with the type it was read as.
package struct SourceColumn: Sendable, Codable, Equatable {
    package var name: String
    package var type: ColumnType

    package init(name: String, type: ColumnType) {
        self.name = name
        self.type = type
    }
}
