/// One stage of the pipeline as it would run.
package struct PlanNode: Encodable, Sendable {
    package enum Kind: String, Encodable, Sendable {
        case source, step, split, matrices, batches, layer, ensemble, loss, solver, optimizer, schedule,
            training,
            evaluation,
            artefacts
    }

    package var kind: Kind
    /// The component's name, such as `standardize`.
    package var name: String
    /// Its fields or its work on one line.
    package var detail: String
    /// What it passes on: columns, rows, a shape.
    package var output: String
    package var rows: Int?
    package var columns: Int?
    package var parameters: Int?
    /// Where it stands in the specification, `file:line`.
    package var place: String?
    package var isCached: Bool
    /// For a fitted step: the rows it is fitted on.
    package var fittedOn: String?

    private enum CodingKeys: String, CodingKey {
        case kind, name, detail, output, rows, columns, parameters, place
        case isCached = "cached"
        case fittedOn = "fitted_on"
    }

    package init(
        _ kind: Kind, name: String, detail: String = "", output: String = "", rows: Int? = nil,
        columns: Int? = nil, parameters: Int? = nil, place: String? = nil, isCached: Bool = false,
        fittedOn: String? = nil
    ) {
        self.kind = kind
        self.name = name
        self.detail = detail
        self.output = output
        self.rows = rows
        self.columns = columns
        self.parameters = parameters
        self.place = place
        self.isCached = isCached
        self.fittedOn = fittedOn
    }
}
