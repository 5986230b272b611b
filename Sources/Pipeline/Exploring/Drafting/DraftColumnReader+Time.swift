import Data
import Foundation
import Machine

extension DraftColumnReader {
    /// Whether the rows are in the order of this column of times, each later than the one before.
    func isInOrder(_ column: DraftColumn) -> Bool {
        guard column.isFeature, !column.hasGaps, let values = table[column.name], values.count > 2 else {
            return false
        }
        if column.dateParts != nil {
            return DraftDates(values)?.isInOrder(values, <) ?? false
        }
        guard case .numbers(let numbers) = values,
            DraftWords(column.name).nameTimes
        else { return false }
        return zip(numbers.values, numbers.values.dropFirst()).allSatisfy { $0 < $1 }
    }

    /// Whether no row is earlier than the one before, by a column of dates.
    func isSorted(_ column: DraftColumn) -> Bool {
        guard !column.hasGaps, column.distinct >= Self.fewestTimes, let values = table[column.name] else {
            return false
        }
        return DraftDates(values)?.isInOrder(values, <=) ?? false
    }

    /// The times of the rows, and how many of their units are a year.
    private func times(_ column: DraftColumn) -> (values: [Double], perYear: Double) {
        guard let values = table[column.name] else { return ([], 1) }
        if case .numbers(let numbers) = values { return (Array(numbers.values), 1) }
        return (DraftDates(values)?.days(values) ?? [], 365.25)
    }

    /// Whether the rows follow each other at one distance, but for a few: only then is the row before the time before.
    ///
    /// Months and years are about equally long, and a Monday follows a Friday where there are no other days between.
    func isEven(_ column: DraftColumn) -> Bool {
        var (times, perYear) = times(column)
        var share = 0.02
        let days = times.map { ($0 + 3).rounded(.down) }
        let weekdays = days.map { $0 - 7 * ($0 / 7).rounded(.down) }
        if perYear > 1, weekdays.allSatisfy({ $0 < 5 }), Set(weekdays).count == 5, days.count > 10 {
            // Holidays are no gaps either.
            share = 0.05
            times = zip(days, weekdays).map { 5 * ($0 / 7).rounded(.down) + $1 }
        }
        let steps = zip(times, times.dropFirst()).map { $1 - $0 }
        guard !steps.isEmpty else { return false }
        let usual = steps.sorted()[steps.count / 2]
        let odd = steps.count { !(abs($0 - usual) <= 0.12 * usual) }
        return usual > 0 && Double(odd) <= share * Double(steps.count)
    }

    /// Rows of a year, a week or a day, by the usual distance of two rows.
    func season(_ column: DraftColumn) -> Int? {
        let (times, perYear) = times(column)
        let distances = zip(times, times.dropFirst()).map { $1 - $0 }.sorted()
        guard !distances.isEmpty else { return nil }
        let usual = distances[distances.count / 2]
        guard usual > 0 else { return nil }
        let season: Double
        switch usual / perYear {
        case ..<0.0003 where perYear > 1: season = (1 / usual).rounded()
        case ..<0.004 where perYear > 1: season = 7
        case 0.01..<0.5: season = (perYear / usual).rounded()
        default: return nil
        }
        return season >= 2 && season * 4 <= Double(times.count) ? Int(season) : nil
    }

    /// What comes next lies in a year that no row had.
    func withoutYear(_ column: DraftColumn) -> DraftColumn {
        guard let parts = column.dateParts, parts.contains(.year), let found = profile[column: column.name]
        else {
            return column
        }
        let kept = parts.filter { $0 != .year }
        guard !kept.isEmpty else {
            return DraftColumn(
                found, .order,
                note: "years to come are none of those in '\(column.name)': the model does not see it")
        }
        return DraftColumn(found, .date(kept, format: column.dateFormat))
    }

    /// What lies between two rows of a series with holes may well be asked for: then the time itself says most.
    func asMeasured(_ column: DraftColumn) -> DraftColumn {
        guard let found = profile[column: column.name] else { return column }
        let note =
            "the steps of '\(column.name)' are uneven, so the row before is not always the time before: the model sees "
            + "'\(column.name)' itself, and the figures are for times between those of the rows. What comes after the "
            + "last row is another question: for that, write a split by time, and steps that are even"
        guard let parts = column.dateParts else { return DraftColumn(found, .number, note: note) }
        let others = parts.filter { ![.year, .day].contains($0) }
        return DraftColumn(found, .date([.days] + others, format: column.dateFormat), note: note)
    }
}
