import Data
import Foundation
import TestSupport
import Testing

/// How columns of dates are written, told from their texts alone.
@Suite("Forms of dates")
struct DateFormTests {
    /// Texts, and the format that is recognized; nil for year first.
    static let recognized: [(texts: [String], format: String?)] = [
        (["2024-02-29", "2024-03-01T13:05Z"], nil), (["1749-01", "1750-12"], nil),
        (["2016Q1", "2016Q4"], nil),
        (["31/12/2023", "1/2/2023"], "%d/%m/%Y"), (["12/31/2023", "1/2/2023"], "%m/%d/%Y"),
        // With points the day stands first, in every country that writes them.
        (["1.2.2023", "3.4.2023"], "%d.%m.%Y"), (["31.12.2016 10:00", "1.2.2016 9:30"], "%d.%m.%Y %H:%M"),
        (["12/31/16 1:05 PM", "1/1/16 11:05 AM"], "%m/%d/%y %I:%M %p"), (["Jan 2005", "Feb 2006"], "%b %Y"),
        (["January-2005", "May-2006"], "%B-%Y"), (["5 May 2005", "17 Jun 2006"], "%d %b %Y"),
        (["May 5, 2005", "June 17, 2006"], "%B %d, %Y"), (["13-Nov-05", "01-Dec-06"], "%d-%b-%y"),
        (["10/Oct/2000:13:55:36 -0700", "11/Oct/2000:01:02:03 +0000"], "%d/%b/%Y:%H:%M:%S %z"),
        (["Thu Jun 18 20:56:02 2009", "Fri Jun 19 20:56:02 2009"], "%a %b %d %H:%M:%S %Y"),
        (["Wed, 02 Oct 2002 13:00:00 GMT", "Thu, 03 Oct 2002 13:00:00 GMT"], "%a, %d %b %Y %H:%M:%S %Z"),
        (["9:30", "10:00"], "%H:%M"), (["1960M01", "1960M12"], "%YM%m"),
        (["99-12-31", "00-01-01"], "%y-%m-%d"),
    ]

    @Test("one known form is recognized", arguments: recognized.indices)
    func forms(_ index: Int) throws {
        let (texts, format) = Self.recognized[index]
        let form = DateForm.recognized(in: texts)
        if let format {
            #expect(form == DateFormat(format).map { .format($0) }, "\(texts)")
        } else {
            #expect(form == .yearFirst, "\(texts)")
        }
    }

    @Test(
        "a doubt stays one",
        arguments: [
            ["1/2/2023", "3/4/2023"], ["01-02-2023", "03-04-2023"], ["1/2/23", "12/12/22"],
            ["1/2/2023 10:00", "3/4/2023 9:00"], ["02-03-04", "05-06-07"],
        ])
    func doubts(_ texts: [String]) {
        guard case .ambiguous(let formats) = DateForm.recognized(in: texts) else {
            Issue.record("no doubt about \(texts)")
            return
        }
        #expect(formats.count >= 2)
    }

    @Test(
        "what is no date, or mixes forms, is unknown",
        arguments: [
            ["a", "b"], ["31/12/2023", "12/31/2023"], ["2024-02-30", "2024-02-29"], [], ["1.5", "2.5"],
            ["31/12/2023", ""], ["1/2", "3/4"],
        ])
    func unknown(_ texts: [String]) { #expect(DateForm.recognized(in: texts) == .unknown) }

    private static let section = """
        source: {csv: {path: data.csv, types: {d: text}}}
        target: y
        steps: [{date_parts: {columns: d, parts: [month, day, hour, week, quarter, is_weekend]}}]
        """

    @Test("date_parts keeps the form of all rows for rows that do not show it")
    func kept() throws {
        let data = try TestData(csv: "d,y\n31/12/2023 14:30,1\n1/2/2024 0:00,2\n").prepare(Self.section)
        // 2023-12-31 was a Sunday in week 52, 2024-02-01 a Thursday in week 5.
        #expect(
            data[split: "train"].map { rows($0.features) } == [[12, 31, 14, 52, 4, 1], [2, 1, 0, 5, 1, 0]])
        let restored = try Preprocessing(json: try data.preprocessing.json())
        let table = try Table([("d", .text(TextColumn(["3/4/2021 10:00"])))])
        let applied = try restored.apply(to: table)
        #expect(numbers(applied, "d_month") == [4])
        #expect(numbers(applied, "d_day") == [3])
        let wrong = try Table([("d", .text(TextColumn(["2021-04-03"])))])
        #expect(
            errorText { _ = try restored.apply(to: wrong) }.contains("is not written as \"%d/%m/%Y %H:%M\""))
    }

    @Test("the text that stands in the way is named with its row, and so is a doubt")
    func refusals() {
        let odd = errorText {
            _ = try TestData(csv: "d,y\n31/12/2023,1\nunknown,2\n1/2/2024,3\n").prepare(Self.section)
        }
        #expect(
            odd.contains("'unknown', 'd' in data row 1 (counted from 0), is not written as most others are"))
        let doubt = errorText {
            _ = try TestData(csv: "d,y\n1/12/2023,1\n1/2/2024,3\n").prepare(Self.section)
        }
        #expect(doubt.contains("may begin with the day or with the month"))
    }

    /// Python: `date.isocalendar().week` of the days around some ends of years.
    @Test(
        "weeks are those of ISO 8601",
        arguments: [
            ("2020-12-31", 53.0), ("2021-01-01", 53), ("2021-01-03", 53), ("2021-01-04", 1),
            ("2019-12-30", 1),
            ("2018-12-31", 1), ("2016-01-01", 53), ("2024-02-29", 9), ("2023-01-01", 52), ("2000-01-01", 52),
        ])
    func weeks(_ text: String, _ week: Double) throws {
        #expect(try #require(CivilDate(text)).value(of: .week) == week)
    }

    @Test("parts that come round become places on a circle")
    func circles() throws {
        let data = try TestData(csv: "d,y\n2024-01-01T06:00,1\n2024-07-01T18:00,2\n").prepare(
            """
            source: {csv: {path: data.csv, types: {d: text}}}
            target: y
            steps: [{date_parts: {columns: d, parts: [year, month, hour], cyclic: true}}]
            """)
        #expect(
            data.featureNames == ["d_year", "d_month_sin", "d_month_cos", "d_hour_sin", "d_hour_cos"])
        // January is at angle 0, July at half a turn; 6 and 18 o'clock at a quarter and three quarters.
        let expected: [[Double]] = [[2024, 0, 1, 1, 0], [2024, 0, -1, -1, 0]]
        for (row, values) in try #require(data[split: "train"].map { rows($0.features) }).enumerated() {
            for (value, wanted) in zip(values, expected[row]) { #expect(abs(value - wanted) < 1e-12) }
        }
    }

    @Test("numbers are dates by a format: digits, or seconds since 1970")
    func numberDates() throws {
        func parts(_ values: String, _ format: String) throws -> [[Double]]? {
            try TestData(csv: "d,y\n" + values).prepare(
                """
                source: {csv: data.csv}
                target: y
                steps: [{date_parts: {columns: d, parts: [year, month, day, hour], format: '\(format)'}}]
                """)[split: "train"].map { rows($0.features) }
        }
        #expect(try parts("20240229,1\n20231231,2\n", "%Y%m%d") == [[2024, 2, 29, 0], [2023, 12, 31, 0]])
        // Python: datetime.fromtimestamp(1467331200, UTC) is 2016-07-01 00:00, -1 the last second of 1969.
        #expect(try parts("1467331200,1\n-1,2\n", "%s") == [[2016, 7, 1, 0], [1969, 12, 31, 23]])
    }
}
