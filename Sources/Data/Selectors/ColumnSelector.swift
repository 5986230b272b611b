import Spec

/// Which columns a step works on.
///
///     MWG                             a column by its name
///     [MWG, NWG]                      several selectors, one after another
///     features                        every column but the target (or those `data.features` chooses)
///     target                          the target column
///     numeric · categorical · all     by type: numbers; categories, booleans and text; everything
///     "Run* (ms)"                     a pattern: * any characters, ? one character
///     0..9                            positions counted from 0, both ends included; `5..` to the last column
///     {columns: all, except: id}      without some of them; also "numeric except id"
///     {name: all}                     the column of exactly this name, where it looks like something else
///
/// A name that a column has exactly wins over a pattern, a range and `… except …`, not over the six words.
/// Columns come in the order selected, each once.
package struct ColumnSelector: Sendable, Equatable {
    package indirect enum Form: Sendable, Equatable {
        case word(Word)
        /// A name, a pattern, a range or `a except b`: which of them is known when the columns are.
        case text(String)
        case exactName(String)
        case list([ColumnSelector])
        case except(ColumnSelector, ColumnSelector)
    }

    package enum Word: String, Sendable, CaseIterable {
        case features, target, numeric, categorical, all
    }

    package var form: Form
    package var origin: Origin

    package init(_ form: Form, origin: Origin) {
        self.form = form
        self.origin = origin
    }

    package static let allColumns = ColumnSelector(.word(.all), origin: .defaultValue)
    package static let allFeatures = ColumnSelector(.word(.features), origin: .defaultValue)

    package static func named(_ name: String, origin: Origin = .defaultValue) -> ColumnSelector {
        ColumnSelector(.exactName(name), origin: origin)
    }
}
