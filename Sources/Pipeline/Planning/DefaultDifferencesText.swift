/// What differs from the defaults, as `plan` and `show` print it.
struct DefaultDifferencesText {
    let differences: [DefaultDifference]

    func lines(_ terminal: Terminal) -> [String] {
        var table = TextTable([.left, .left, .left])
        for difference in differences {
            table.row([
                difference.path, difference.value, terminal.painted("default " + difference.standard, .dim),
            ])
        }
        return [terminal.painted("  differs from the defaults", .dim)] + table.lines(indent: 2)
    }
}
