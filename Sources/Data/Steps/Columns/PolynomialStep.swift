import Spec

package struct PolynomialStep: Step {
    package static let name = "polynomial"
    package static let about = """
        Adds all products of the columns up to a degree.

            a, b with degree 2:  a², a·b, b²

        The products, named a^2, a*b and so on, are appended after the last column: by degree, then by the
        order of the columns. Scale afterwards: powers grow quickly.

        - Limits: n columns and degree d give (n+d)! / (n!·d!) - 1 - n products; a missing factor makes a
          product missing
        - Errors: columns that are not numbers; the target among the columns; more than 10,000 products
        - Source: order as in scikit-learn's `PolynomialFeatures`
        """
    package static let primaryField: String? = "columns"
    package static let example: String? = "{polynomial: [area, rooms]}"

    package static let transforms: [any Transform.Type] = [PolynomialTransform.self]

    let columns: ColumnSelector
    let degree: Int

    package init(reading fields: inout FieldReader) {
        columns = fields.columnSelector(default: .allFeatures, "Columns whose products are added.")
        degree = fields.int("degree", default: 2, in: .closed(1, 20), "Largest number of factors.")
    }

    package var preparation: StepPreparation {
        .stateless(changesRows: false) { context in
            PolynomialTransform(products: try products(context))
        }
    }

    private func products(_ context: StepContext) throws -> [PolynomialTransform.Product] {
        let names = try columns.resolveFactors(in: context, for: Self.name)
        return try PolynomialTransform.products(
            of: names, degree: degree, isRepeating: true, at: columns.origin)
    }

    package func schema(after context: StepContext) throws -> TableSchema {
        context.schema.appending(
            try products(context).map { ColumnSchema(name: $0.name, type: .number) })
    }
}
