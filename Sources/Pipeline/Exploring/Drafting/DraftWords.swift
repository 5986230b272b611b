/// What the name of a column says about it.
struct DraftWords {
    private let words: [String]

    private static let things: Set<String> = [
        "subject", "subjects", "patient", "person", "participant", "customer", "user", "client", "respondent",
        "household", "family", "animal", "session",
    ]
    private static let numbers: Set<String> = ["id", "ids", "no", "nr", "num", "number", "code", "key"]
    private static let identifiers: Set<String> = [
        "id", "ids", "uuid", "guid", "key", "code", "zip", "zipcode", "postcode",
    ]
    private static let times: Set<String> = [
        "year", "years", "yr", "time", "date", "day", "week", "month", "quarter", "period", "t", "hour",
        "datetime", "timestamp",
    ]

    /// Cut where signs stand, and where a capital follows a small letter.
    init(_ name: String) {
        var words: [String] = []
        var word = ""
        var wasSmall = false
        for sign in name {
            let isSign = !sign.isLetter && !sign.isNumber
            if isSign || (sign.isUppercase && wasSmall) {
                if !word.isEmpty { words.append(word) }
                word = ""
            }
            if !isSign { word += sign.lowercased() }
            wasSmall = sign.isLowercase
        }
        if !word.isEmpty { words.append(word) }
        self.words = words
    }

    /// A person, or another thing that is looked at several times: `patient`, `user_id`.
    var nameThings: Bool {
        guard let last = words.last else { return false }
        if Self.things.contains(last) { return true }
        return Self.numbers.contains(last) && words.dropLast().last.map(Self.things.contains) ?? false
    }

    /// `store_id`, `zip code`.
    var nameIdentifiers: Bool { words.last.map(Self.identifiers.contains) ?? false }

    /// `year`, `time_h`, `date of sale`.
    var nameTimes: Bool {
        words.last.map(Self.times.contains) ?? false || words.first.map(Self.times.contains) ?? false
    }

    /// What grows by one from row to row and is a measurement all the same.
    var nameMeasures: Bool { nameTimes || words.contains("age") }
}
