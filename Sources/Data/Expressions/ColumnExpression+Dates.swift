import Spec

extension ColumnExpression {
    /// The columns whose dates are taken apart without a word on how they are written.
    var dateColumns: [String] {
        var names: [String] = []
        syntax.visit { node in
            guard case .call(let function, let arguments) = node.form, function.isOfDates,
                arguments.count == 1,
                case .column(let name) = arguments[0].form, !names.contains(name)
            else { return }
            names.append(name)
        }
        return names
    }

    /// Second arguments that are no way to write dates.
    var wrongFormats: [ExpressionError] {
        var errors: [ExpressionError] = []
        syntax.visit { node in
            guard case .call(let function, let arguments) = node.form, function.isOfDates,
                arguments.count > 1,
                case .string(let text) = arguments[1].form, DateFormat(text) == nil
            else { return }
            errors.append(
                ExpressionError(
                    code: "date-format", message: "'\(text)' is not a way to write dates",
                    range: arguments[1].range,
                    help: "write it as in '%d/%m/%Y %H:%M': %Y year, %m month, %d day, %b name of the month",
                    notes: ["signs: " + DateFormat.fields.map { "%\($0)" }.joined(separator: " ")]))
        }
        return errors
    }

    /// How the dates of the columns it takes apart are written, as far as the rows before the step tell.
    ///
    /// - Errors: `StepFailure` for a column that leaves a doubt
    func dateFormats(in context: StepContext, except made: Set<String> = [], for stepName: String) throws
        -> [String: String]
    {
        let names = dateColumns.filter { !made.contains($0) }
        return try context.dateFormats(of: names, format: nil, for: stepName)
    }
}

extension ExpressionFunction {
    /// What it takes of a date.
    var datePart: DatePart? { isOfDates ? DatePart(rawValue: rawValue) : nil }
}
