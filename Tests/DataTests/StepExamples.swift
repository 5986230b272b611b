import Data
import Spec

/// The examples of all registered steps, and rows that they are about: a new step is in every suite by its example.
enum StepExamples {
    static let all = stepFamily.members.compactMap { $0.example }

    /// `{bin: {columns: area}}` → `{bin: {columns: area, fit_on: train}}`
    static func fitted(_ example: String, on scope: FitScope) -> String {
        example.dropLast(2) + ", fit_on: \(scope.rawValue)}}"
    }

    static let columns = ["id", "area", "income", "rooms", "hour", "date", "city", "unused", "price"]
    /// Types of the columns that do not show them.
    static let types = "{city: category, date: text, unused: text}"

    /// Forty rows; `income` has gaps. Changed rows are like no other.
    static func csv(changing isChanged: (Int) -> Bool = { _ in false }) -> String {
        let rows = (0..<40).map { row -> String in
            let (area, rooms, day) = (row * row % 17 + 1, row * 7 % 11, row % 28 + 1)
            let date = "2024-0\(row % 9 + 1)-\(day < 10 ? "0" : "")\(day)"
            let income = row % 5 == 0 ? "" : "\(area + rooms)"
            let city = ["Bonn", "Kiel", "Ulm"][row * 5 % 3]
            return isChanged(row)
                ? "\(row + 1),\(1000 + row),\(-row),\(rooms * rooms + 50),77,1999-12-31,odd\(row),text,\(row * 3)"
                : "\(row + 1),\(area),\(income),\(rooms),\(row % 24),\(date),\(city),text \(row),\(row * 3 % 7)"
        }
        return ([columns.joined(separator: ",")] + rows).joined(separator: "\n") + "\n"
    }
}
