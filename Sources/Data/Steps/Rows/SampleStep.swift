import Spec

package struct SampleStep: Step {
    package static let name = "sample"
    package static let about = """
        Keeps a random sample of the rows.

        Drawn without replacement. The seed is the step's own, so that trials with other seeds see the same
        rows: `{amount: 5000, seed: 3}`.

        - Limits: rows keep their order; new data for prediction keep their rows
        - Errors: more rows asked for than there are; none left
        """
    package static let primaryField: String? = "amount"
    package static let example: String? = "{sample: 0.9}"

    package static let transforms: [any Transform.Type] = [SampleTransform.self]

    let amount: Double
    let seed: Int

    package init(reading fields: inout FieldReader) {
        amount = fields.requiredDouble(
            "amount", in: .rightClosed(0, 1e9), "Share below 1, or number of rows.")
        seed = fields.seed(default: 0, "Where the choice comes from; not the experiment's seed.")
        if amount >= 1 && amount != amount.rounded() {
            fields.report(
                Diagnostic(
                    "bad-shares",
                    "\(SplitShares.text(amount)) is neither a share below 1 nor a number of rows",
                    at: fields.origin(of: "amount")))
        }
    }

    package var preparation: StepPreparation {
        .stateless(changesRows: true) { _ in SampleTransform(amount: amount, seed: seed) }
    }

    package func schema(after context: StepContext) throws -> TableSchema { context.schema }
}

struct SampleTransform: RowRemovingTransform {
    static let stepName = "sample"

    let amount: Double
    let seed: Int

    func apply(to table: Table) throws -> Table {
        let count = amount < 1 ? Int((amount * Double(table.rowCount)).rounded()) : Int(amount)
        guard count > 0, count <= table.rowCount else {
            throw StepFailure("a sample of \(count) rows cannot be taken from \(table.rowCount)")
        }
        let order = RandomOrder.rows(table.rowCount, key: GeneratorRandom(seed: seed).key)
        return table.gathering(order.prefix(count).sorted())
    }
}
