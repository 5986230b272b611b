import Foundation
import Report
import Runs
import TestSupport
import Testing

/// Opens pages in headless Chromium, at the widths of a desk and of a telephone, and looks at every figure.
///
/// One start of the browser serves all pages: a page of frames collects what the check in each frame found.
@Suite("Pages in a browser")
struct BrowserTests {
    @Test(
        "every figure has its marks inside its axes, shows values, and switches to a log scale",
        .enabled(if: Chromium.isThere, "skipped: Debian's 'chromium' is not installed"),
        .enabled(
            if: Chromium.runs, "skipped: Debian's 'chromium' is installed but shows no page on this machine"))
    func figures() throws {
        let regression = try SampleRun(predictions: SampleRun.regression)
        let classes = try SampleRun(
            predictions: SampleRun.classes(["cat", "dog", "a bird with a long name"]))
        let sweep = try SampleSweep(trials: 60)
        let charts = ChartSamples.all.enumerated().map { ("sample-\($0)", $1.figure()) }
        let pages = [
            ("regression", RunReport.page(try RunContents(regression.directory))),
            ("classification", RunReport.page(try RunContents(classes.directory))),
            ("sweep", SweepReport.page(try sweep.contents)),
            (
                "samples",
                PageFrame(
                    title: "samples",
                    sections: [
                        .init(
                            id: "all", title: "All", body: figureGrid(charts.map { (id: $0.0, figure: $0.1) })
                        )
                    ],
                    footer: ""
                ).html
            ),
        ]
        for width in [1200, 390] {
            let found = try Chromium.check(pages, width: width)
            #expect(found.count == pages.count, "\(found)")
            for (name, result) in found {
                #expect(
                    result.problems.isEmpty, "\(name) at \(width): \(result.problems.joined(separator: "\n"))"
                )
                #expect(result.figures >= 6, "\(name) has \(result.figures) figures")
                #expect(result.hovered >= 3, "\(name): \(result.hovered) figures showed a value")
                #expect(result.switched >= 1, "\(name): \(result.switched) figures switched to a log scale")
            }
        }
    }
}

/// What the check found in one page.
struct PageFindings: Decodable {
    var name: String
    var figures: Int
    var hovered: Int
    var switched: Int
    var problems: [String]
}

/// Debian's browser without a window.
enum Chromium {
    static let path = "/usr/bin/chromium"
    static var isThere: Bool { FileManager.default.isExecutableFile(atPath: path) }

    /// Whether it shows a page at all: in some containers it is not allowed to.
    static let runs: Bool = {
        guard isThere, let folder = try? TemporaryFolder() else { return false }
        let page =
            "<!DOCTYPE html><html><body><script>document.body.textContent = 6 * 7 + '!'</script></body></html>"
        guard let path = try? folder.write(page, to: "index.html"),
            let text = try? withExtendedLifetime(folder, { try dump(path, profile: folder.file("profile")) })
        else { return false }
        return text.contains("42!")
    }()

    static func check(_ pages: [(String, HTMLText)], width: Int) throws -> [(String, PageFindings)] {
        let folder = try TemporaryFolder()
        var frames = ""
        for (name, page) in pages {
            let checked = page.markup.replacing("</body>", with: "<script>\(script(name))</script></body>")
            try folder.write(checked, to: "\(name).html")
            frames += "<iframe src='\(name).html' style='width:\(width)px;height:800px;border:0'></iframe>"
        }
        let harness = """
            <!DOCTYPE html><html><body><pre id="found"></pre>\(frames)<script>
            const found = document.getElementById('found');
            window.addEventListener('message', (event) => { found.textContent += 'FOUND' + btoa(event.data) + 'END'; });
            </script></body></html>
            """
        let start = try folder.write(harness, to: "index.html")
        let text = try withExtendedLifetime(folder) { try dump(start, profile: folder.file("profile")) }
        return try text.components(separatedBy: "FOUND").dropFirst().compactMap { part in
            guard let code = part.components(separatedBy: "END").first, let data = Data(base64Encoded: code)
            else {
                return nil
            }
            let findings = try JSONDecoder().decode(PageFindings.self, from: data)
            return (findings.name, findings)
        }
    }

    /// The page's elements as they are once its scripts have run.
    private static func dump(_ page: String, profile: String) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--allow-file-access-from-files", "--user-data-dir=\(profile)", "--window-size=1400,1000",
            "--virtual-time-budget=4000", "--host-resolver-rules=MAP * ~NOTFOUND", "--dump-dom",
            "file://" + page,
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }

    private static func script(_ name: String) -> String {
        """
        window.addEventListener('load', () => {
          const problems = [];
          let hovered = 0, switched = 0;
          const tip = document.querySelector('.tip');
          const figures = [...document.querySelectorAll('figure.chart')];
          const shown = (figure) => [...figure.querySelectorAll('svg')].find((svg) => svg.style.display !== 'none');
          const within = (inner, outer, slack) => inner.left >= outer.left - slack && inner.right <= outer.right + slack
            && inner.top >= outer.top - slack && inner.bottom <= outer.bottom + slack;
          const look = (figure, state) => {
            const say = (text) => problems.push(figure.id + ' ' + state + ': ' + text);
            const svg = shown(figure);
            if (!svg) { say('nothing is drawn'); return; }
            const box = svg.getBoundingClientRect();
            const scale = box.width / svg.viewBox.baseVal.width;
            for (const text of svg.querySelectorAll('text')) {
              if (!within(text.getBoundingClientRect(), box, 1.5)) say('cut label: ' + text.textContent);
            }
            const labels = [...svg.querySelectorAll('.axes .label')].map((text) => [text, text.getBoundingClientRect()]);
            labels.forEach(([text, a], index) => labels.slice(index + 1).forEach(([other, b]) => {
              const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
              const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
              if (across > 1 && down > 4 * scale) say('overlap: ' + text.textContent + ' and ' + other.textContent);
            }));
            const groups = [...svg.querySelectorAll('.marks')];
            if (!groups.length) say('no marks');
            for (const marks of groups) {
              const shapes = [...marks.querySelectorAll('path, rect, circle, line')];
              if (!shapes.some((shape) => { const s = shape.getBoundingClientRect(); return s.width + s.height > 0; }))
                say('no mark can be seen');
              if (!marks.dataset.frame) continue;
              const [left, top, width, height] = marks.dataset.frame.split(' ').map(Number);
              const frame = { left: box.left + left * scale, top: box.top + top * scale,
                right: box.left + (left + width) * scale, bottom: box.top + (top + height) * scale };
              for (const shape of shapes) {
                const place = shape.getBoundingClientRect();
                const isHidden = place.width + place.height === 0;
                if (!isHidden && !within(place, frame, 6 * scale + 1))
                  say('outside of the axes: ' + shape.outerHTML.slice(0, 120));
              }
            }
          };
          const move = (target, x, y) => target.dispatchEvent(new PointerEvent('pointermove',
            { clientX: x, clientY: y, bubbles: true, cancelable: true }));
          const hover = (figure) => {
            const svg = shown(figure);
            if (!svg) return;
            tip.hidden = true;
            const box = svg.getBoundingClientRect();
            if (figure.dataset.hover) {
              move(svg, box.left + box.width / 2, box.top + box.height / 3);
              const first = JSON.parse(figure.dataset.hover).series[0];
              if (!first) return;
              if (tip.hidden || !tip.textContent.includes(first.name)) problems.push(figure.id + ': no value shown');
              else hovered += 1;
              return;
            }
            const titled = svg.querySelector('.marks title');
            if (!titled) return;
            const mark = titled.parentNode;
            const text = titled.textContent;
            const place = mark.getBoundingClientRect();
            move(mark, place.left + place.width / 2, place.top + place.height / 2);
            if (tip.hidden || tip.textContent !== text) problems.push(figure.id + ': no value shown for ' + text);
            else hovered += 1;
          };
          for (const figure of figures) {
            look(figure, 'at first');
            hover(figure);
            const button = figure.querySelector('[data-axis]');
            if (!button) continue;
            const before = shown(figure).dataset.variant;
            button.click();
            const after = shown(figure).dataset.variant;
            if (after === before) problems.push(figure.id + ': the switch does nothing');
            else if (button.dataset.axis === 'y') switched += 1;
            look(figure, 'after the switch');
            button.click();
            if (shown(figure).dataset.variant !== before) problems.push(figure.id + ': the switch does not go back');
          }
          const root = document.documentElement;
          if (root.scrollWidth > root.clientWidth + 1) problems.push('the page is wider than the window');
          parent.postMessage(JSON.stringify({ name: '\(name)', figures: figures.length, hovered, switched,
            problems: problems.slice(0, 20) }).replace(/[^\\x20-\\x7e]/g, '?'), '*');
        });
        """
    }
}
