/// Texts that mean "missing" wherever they stand among numbers.
enum MarkerWords {
    static func contains(_ text: String) -> Bool {
        words.contains(trimmed(text))
    }

    /// Whether the text means that among categories too, where "unknown" or "-" may be a value like others.
    static func isMarkerOfCategories(_ text: String) -> Bool {
        !CSVOptions.defaultMissing.contains(text) && strongWords.contains(trimmed(text))
    }

    private static func trimmed(_ text: String) -> String {
        let tail = text.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }
        return String(tail.reversed()).lowercased()
    }

    private static let strongWords: Set<String> = [
        "", "?", "??", "\\n", "na", "n/a", "nan", "null", "(null)", "[null]", "<null>", "<na>", "#n/a",
        "#ref!",
        "#value!", "#div/0!", "#num!", "#name?", "#null!",
    ]

    private static let words: Set<String> = [
        "", "?", "??", "-", "--", "---", ".", "..", "...", "…", "*", "**", "#", "x", "na", "n/a", "n.a.",
        "n.a", "n/d",
        "nd", "n.d.", "nan", "nil", "none", "null", "(null)", "(none)", "[null]", "<null>", "<na>", "<none>",
        "\\n", "missing", "(missing)", "unknown", "unk", "not available", "not applicable", "not reported",
        "not recorded", "undefined", "blank", "(blank)", "empty", "tbd", "tba", "#n/a", "#ref!", "#value!",
        "#div/0!", "#num!", "#name?", "#null!", "error", "null value", "no data", "nodata", "-nan",
        "-nan(ind)",
        "nan(ind)", "k.a.", "k. a.", "keine angabe", "s/d", "nr", "n.r.", "not known", "nichts",
    ]
}
