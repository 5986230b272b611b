/// A table of a page. Cells are text, or markup where a cell is made of more than text.
package struct HTMLTable: Sendable {
    package struct Column: Sendable {
        package var title: String
        /// Numbers stand right, in figures of one width.
        package var isNumber: Bool

        package init(_ title: String, isNumber: Bool = false) {
            self.title = title
            self.isNumber = isNumber
        }
    }

    package var caption: String?
    package var columns: [Column]
    package private(set) var rows: [(cells: [HTMLText], style: String)] = []
    /// The first cell of each row names the row.
    package var hasRowHeaders = true

    /// The style of rows that are given none: `long` breaks long words.
    package var rowStyle = ""

    package init(_ columns: [Column], caption: String? = nil) {
        self.columns = columns
        self.caption = caption
    }

    package mutating func row(_ cells: [String], style: String = "") {
        rows.append((cells.map(HTMLText.init(escaping:)), style.isEmpty ? rowStyle : style))
    }

    package mutating func row(markup cells: [HTMLText], style: String = "") {
        rows.append((cells, style))
    }

    package var html: HTMLText {
        var text = "<div class=\"scroll\"><table>\n"
        if let caption { text += "<caption>\(HTMLText.escape(caption))</caption>\n" }
        text += "<thead><tr>"
        for column in columns {
            text += "<th scope=\"col\"\(column.isNumber ? " class=\"number\"" : "")>"
            text += HTMLText.escape(column.title) + "</th>"
        }
        text += "</tr></thead>\n<tbody>\n"
        for row in rows {
            text += row.style.isEmpty ? "<tr>" : "<tr class=\"\(HTMLText.escape(row.style))\">"
            for (index, cell) in row.cells.enumerated() {
                let isNumber = index < columns.count && columns[index].isNumber
                let isHeader = index == 0 && hasRowHeaders
                text += isHeader ? "<th scope=\"row\"" : "<td"
                text += isNumber ? " class=\"number\">" : ">"
                text += cell.markup + (isHeader ? "</th>" : "</td>")
            }
            text += "</tr>\n"
        }
        return HTMLText(trusted: text + "</tbody></table></div>\n")
    }
}
