import Foundation
import Spec

package struct RandomTableSource: Generator {
    package static let name = "random_table"
    package static let about = """
        A table of any size, for benchmarks and tests.

            numbers: normal     categories: level uniform of c0, c1 …
            target: mean of the numbers + noise · normal

        Columns n1, n2 … hold numbers and c1, c2 … categories, beside target.

        - Limits: memory of 8 bytes a number, 4 a category
        """

    package let place: Origin
    package let parameters: SpecContent
    let random: GeneratorRandom
    package let rowCount: Int
    let numbers: Int
    let categories: Int
    let levels: Int
    let missing: Double
    let noise: Double

    package init(reading fields: inout FieldReader) {
        place = fields.place
        rowCount = fields.rowCount(default: 1000)
        numbers = fields.int("numbers", default: 10, in: .closed(1, 100_000), "Columns of numbers.")
        categories = fields.int("categories", default: 0, in: .closed(0, 100_000), "Columns of categories.")
        levels = fields.int(
            "levels", default: 10, in: .closed(1, 1e6), "Values of each column of categories.")
        missing = fields.double(
            "missing", default: 0, in: .leftClosed(0, 1), "Share of missing values in every feature.")
        noise = fields.noise(default: 0.1, "Standard deviation of what is added to the target.")
        random = fields.generatorSeed()
        parameters = fields.resolved.content
    }

    package func generate(rows: Int) throws -> Table {
        var columns: [(name: String, column: Column)] = []
        var target = random.normal(rows, site: 0).map { noise * $0 }
        for index in 0..<numbers {
            let values = random.normal(rows, site: 4 * index + 1)
            for row in 0..<rows { target[row] += values[row] / Double(numbers) }
            let gaps = gaps(rows, site: 4 * index + 2)
            columns.append(
                (
                    "n\(index + 1)",
                    .numbers(NumberColumn(missingAsNaN: zip(values, gaps).map { $1 ? .nan : $0 }))
                ))
        }
        let names = (0..<levels).map { "c\($0)" }
        for index in 0..<categories {
            let gaps = gaps(rows, site: 4 * index + 4)
            let codes = zip(random.uniform(rows, site: 4 * index + 3), gaps).map { draw, isMissing in
                isMissing ? CategoryColumn.missing : Int32(min(levels - 1, Int(draw * Double(levels))))
            }
            columns.append(("c\(index + 1)", .categories(CategoryColumn(codes: codes, levels: names))))
        }
        return try Table(columns + [numberColumn("target", target)])
    }

    private func gaps(_ rows: Int, site: Int) -> [Bool] {
        guard missing > 0 else { return [Bool](repeating: false, count: rows) }
        return random.uniform(rows, site: site).map { $0 < missing }
    }
}
