/// A complete page: head with style and script, title, sections with a table of contents, foot.
///
/// Everything is inside the file: no link leads out of it, nothing is loaded.
package struct PageFrame: Sendable {
    package struct Section: Sendable {
        /// Unique in the page; letters, digits and hyphens.
        package var id: String
        package var title: String
        package var body: HTMLText

        package init(id: String, title: String, body: HTMLText) {
            self.id = id
            self.title = title
            self.body = body
        }
    }

    package var title: String
    /// Stands under the title: status, headline.
    package var header: HTMLText = .empty
    package var sections: [Section]
    /// The last line: what made the page.
    package var footer: String

    package init(title: String, sections: [Section], footer: String) {
        self.title = title
        self.sections = sections
        self.footer = footer
    }

    /// The charts of all sections, in the order of the page.
    package var figures: [Figure] { sections.flatMap(\.body.figures) }

    package var html: HTMLText {
        Self.template.render([
            "title": .text(title), "style": .markup(HTMLText(trusted: PageStyle.text)),
            "script": .markup(HTMLText(trusted: PageScript.text)), "header": .markup(header),
            "hasContents": .flag(sections.count > 2), "footer": .text(footer),
            "sections": .rows(
                sections.map { ["id": .text($0.id), "heading": .text($0.title), "body": .markup($0.body)] }),
        ])
    }

    private static let template = PageTemplate(
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{{title}}</title>
        <style>
        {{style}}
        </style>
        </head>
        <body>
        <header>
        <h1>{{title}}</h1>
        {{header}}
        {{#hasContents}}<nav aria-label="Contents"><ul>{{#sections}}<li><a href="#{{id}}">{{heading}}</a></li>\
        {{/sections}}</ul></nav>{{/hasContents}}
        </header>
        <main>
        {{#sections}}
        <section id="{{id}}">
        <h2>{{heading}}</h2>
        {{body}}
        </section>
        {{/sections}}
        </main>
        <footer>{{footer}}</footer>
        <script>
        {{script}}
        </script>
        </body>
        </html>

        """)
}
