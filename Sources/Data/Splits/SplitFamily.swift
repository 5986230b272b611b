import Spec

/// Which rows train the model and which judge it. Members in alphabetical order.
package let splitFamily = ComponentFamily<any Split>(
    name: "split", summary: "Which rows train the model and which judge it.",
    members: [
        ColumnSplit.self,
        GroupSplit.self,
        HashSplit.self,
        NoSplit.self,
        PredefinedSplit.self,
        RandomSplit.self,
        StratifiedSplit.self,
        TimeSplit.self,
    ])
