import Spec

/// Which rows train the model and which judge it. Members in alphabetical order.
package let splitFamily = ComponentFamily<any Split>(
    name: "split", summary: "Which rows train the model and which judge it.",
    members: [
        ColumnSplit.self,
        GroupSplit.self,
        GroupKFoldSplit.self,
        HashSplit.self,
        KFoldSplit.self,
        NoSplit.self,
        PredefinedSplit.self,
        RandomSplit.self,
        RepeatedSplit.self,
        StratifiedSplit.self,
        StratifiedKFoldSplit.self,
        TimeSplit.self,
        TimeSeriesSplit.self,
    ])
