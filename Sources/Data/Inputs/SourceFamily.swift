import Spec

/// Where rows come from. Members in alphabetical order.
package let sourceFamily = ComponentFamily<any DataSource>(
    name: "source", summary: "Where the rows come from.",
    members: [
        ArrowSource.self,
        CirclesSource.self,
        CommandSource.self,
        ConcatSource.self,
        CSVSource.self,
        GaussianClustersSource.self,
        IDXSource.self,
        JSONLinesSource.self,
        LinearSource.self,
        MoonsSource.self,
        NPYSource.self,
        NPZSource.self,
        ParquetSource.self,
        PolynomialSource.self,
        PostgresSource.self,
        RandomTableSource.self,
        SeasonalSeriesSource.self,
        SeparateSource.self,
        SineSource.self,
        SpiralSource.self,
        SQLiteSource.self,
        XorSource.self,
    ])
