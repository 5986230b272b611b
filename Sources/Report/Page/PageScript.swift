/// The few lines of script of all pages: values under the pointer, switches of scales, smoothing, brushing.
///
/// Pages are complete without it. It reads what stands in the page, adds text only as text, never as markup, and loads
/// nothing.
package enum PageScript {
    package static let text = "(() => {\n'use strict';\n" + tip + switches + curves + brushes + "})();"

    /// Marks carry their values in `<title>`; the script shows them at once and keeps the browser from showing them
    /// again.
    private static let tip = """
        const tip = document.createElement('div');
        tip.className = 'tip';
        tip.hidden = true;
        tip.setAttribute('role', 'status');
        document.body.append(tip);
        const show = (text, event) => {
          tip.textContent = text;
          tip.hidden = false;
          const wide = document.documentElement.clientWidth;
          const left = Math.min(event.pageX + 14, window.scrollX + wide - tip.offsetWidth - 8);
          tip.style.left = Math.max(window.scrollX + 4, left) + 'px';
          tip.style.top = (event.pageY + 16) + 'px';
        };
        const hide = () => { tip.hidden = true; };
        for (const title of document.querySelectorAll('svg > title')) {
          title.parentNode.setAttribute('aria-label', title.textContent);
          title.remove();
        }
        const textOf = (mark) => {
          const title = mark.querySelector(':scope > title');
          if (title) { mark.setAttribute('data-text', title.textContent); title.remove(); }
          return mark.getAttribute('data-text');
        };
        const markAt = (target) => {
          for (let mark = target; mark && mark.closest && mark.tagName !== 'svg'; mark = mark.parentNode) {
            if (textOf(mark)) return mark;
          }
          return null;
        };
        document.addEventListener('pointermove', (event) => {
          const target = event.target;
          if (!target.closest || !target.closest('svg')) { if (!target.closest('figure')) hide(); return; }
          const mark = markAt(target);
          if (mark) { show(textOf(mark), event); event.marked = true; } else hide();
        }, true);

        """

    private static let switches = """
        for (const figure of document.querySelectorAll('figure.chart')) {
          const controls = figure.querySelector('.controls');
          if (!controls) continue;
          controls.hidden = false;
          const isOn = (button) => button.getAttribute('aria-pressed') === 'true';
          const choose = () => {
            const on = [...controls.querySelectorAll('[data-axis]')].filter(isOn)
              .map((button) => button.dataset.axis).sort().join(' ');
            const drawings = [...figure.querySelectorAll('svg')];
            const chosen = drawings.find((drawing) => drawing.dataset.variant === on) || drawings[0];
            for (const drawing of drawings) drawing.style.display = drawing === chosen ? '' : 'none';
          };
          controls.addEventListener('click', (event) => {
            const button = event.target.closest('button');
            if (!button) return;
            button.setAttribute('aria-pressed', String(!isOn(button)));
            if ('smooth' in button.dataset) figure.classList.toggle('smoothed', isOn(button));
            else choose();
          });
        }

        """

    /// A vertical line at the pointer and the nearest value of every curve.
    private static let curves = """
        const short = (value) => value === null ? 'NaN' : String(value);
        const nearest = (list, value) => {
          let low = 0, high = list.length - 1;
          while (high - low > 1) { const middle = (low + high) >> 1; if (list[middle] < value) low = middle; else high = middle; }
          return Math.abs(list[low] - value) <= Math.abs(list[high] - value) ? low : high;
        };
        for (const figure of document.querySelectorAll('figure[data-hover]')) {
          const hover = JSON.parse(figure.dataset.hover);
          for (const svg of figure.querySelectorAll('svg')) {
            const marks = svg.querySelector('.marks[data-frame]');
            if (!marks) continue;
            const [left, top, width, height] = marks.dataset.frame.split(' ').map(Number);
            const axis = marks.dataset.x.split(' ');
            const isLog = axis[2] === 'logarithmic';
            const ends = [Number(axis[0]), Number(axis[1])].map((end) => isLog ? Math.log(end) : end);
            const cross = document.createElementNS('http://www.w3.org/2000/svg', 'line');
            cross.setAttribute('class', 'cross');
            cross.style.display = 'none';
            svg.append(cross);
            svg.addEventListener('pointerleave', () => { cross.style.display = 'none'; hide(); });
            svg.addEventListener('pointermove', (event) => {
              const box = svg.getBoundingClientRect();
              const at = (event.clientX - box.left) * svg.viewBox.baseVal.width / box.width;
              const share = (at - left) / width;
              if (share < 0 || share > 1) { cross.style.display = 'none'; if (!event.marked) hide(); return; }
              const place = ends[0] + share * (ends[1] - ends[0]);
              const value = isLog ? Math.exp(place) : place;
              const lines = [];
              let first = null;
              for (const series of hover.series) {
                if (!series.x.length || (series.smooth && !figure.classList.contains('smoothed'))) continue;
                const index = nearest(series.x, value);
                if (first === null) first = series.x[index];
                lines.push(series.name + ': ' + short(series.y[index]));
              }
              for (const [name, value] of [['x1', at], ['x2', at], ['y1', top], ['y2', top + height]])
                cross.setAttribute(name, value);
              cross.style.display = '';
              if (!event.marked) show(hover.x + ' ' + ((hover.names || [])[first] ?? short(first)) + '\\n' + lines.join('\\n'), event);
            });
          }
        }

        """

    /// Dragging along an axis of parallel coordinates keeps the lines that pass there.
    private static let brushes = """
        for (const figure of document.querySelectorAll('figure.chart-parallel')) {
          const svg = figure.querySelector('svg');
          if (!svg) continue;
          const axes = [...svg.querySelectorAll('.parallel-axis')];
          const threads = [...svg.querySelectorAll('.thread')].map((thread) => {
            const points = new Map();
            for (const [, x, y] of thread.getAttribute('d').matchAll(/[ML]([\\d.-]+) ([\\d.-]+)/g)) points.set(x, Number(y));
            return { thread, points };
          });
          const ranges = new Map();
          const apply = () => {
            for (const { thread, points } of threads) {
              const isOff = [...ranges].some(([x, range]) =>
                !points.has(x) || points.get(x) < range[0] || points.get(x) > range[1]);
              thread.classList.toggle('off', isOff);
            }
          };
          const height = (event) => {
            const box = svg.getBoundingClientRect();
            return (event.clientY - box.top) * svg.viewBox.baseVal.height / box.height;
          };
          for (const axis of axes) {
            const area = axis.querySelector('.brush-area');
            const x = axis.dataset.x;
            let start = null;
            const brush = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
            brush.setAttribute('class', 'brush');
            brush.setAttribute('x', Number(x) - 9);
            brush.setAttribute('width', 18);
            brush.style.display = 'none';
            axis.append(brush);
            area.style.touchAction = 'none';
            area.addEventListener('pointerdown', (event) => {
              start = height(event);
              area.setPointerCapture(event.pointerId);
              event.preventDefault();
            });
            area.addEventListener('pointermove', (event) => {
              if (start === null) return;
              const ends = [start, height(event)].sort((a, b) => a - b);
              brush.setAttribute('y', ends[0]);
              brush.setAttribute('height', ends[1] - ends[0]);
              brush.style.display = '';
              ranges.set(x, ends);
              apply();
            });
            area.addEventListener('pointerup', (event) => {
              if (start !== null && Math.abs(height(event) - start) < 3) {
                ranges.delete(x);
                brush.style.display = 'none';
                apply();
              }
              start = null;
            });
          }
        }

        """
}
