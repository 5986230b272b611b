import Spec

/// Where rows come from. Members in alphabetical order.
package let sourceFamily = ComponentFamily<any DataSource>(
    name: "source", summary: "Where the rows come from.",
    members: [
        CSVSource.self
    ])
