/// The style sheet of all pages.
///
/// Series colors are those of Okabe and Ito (Color Universal Design, 2008), which people with every kind of color
/// vision can tell apart, lightened for dark mode; `q0` … `q8` is a scale from little to much in one hue.
package enum PageStyle {
    package static let text = colors + page + charts + small

    /// What drawings by themselves need, in the light theme: with all colors written out, since not every program that
    /// shows SVG knows variables.
    package static let ofDrawings: String = {
        var text = charts.split(separator: "\n").filter { !$0.contains("@media") }.joined(separator: "\n")
        text = ".paper{fill:var(--paper)}svg .title{font-size:13px;font-weight:600}\n" + text + "\n"
        for match in colors.prefix(while: { $0 != "@" }).matches(of: /(--[a-z0-9-]+):(#[0-9a-f]+)/) {
            text = text.replacing("var(\(match.1))", with: match.2)
        }
        return text
    }()

    private static let colors = """
        :root{--ink:#1b1f24;--soft:#57606a;--paper:#ffffff;--panel:#f6f8fa;--rule:#d4dae1;--grid:#e4e8ed;
        --good:#007a5e;--bad:#b3261e;--caution:#8a5a00;--accent:#0b62a8;
        --c0:#0072b2;--c1:#d55e00;--c2:#009e73;--c3:#b3598f;--c4:#2f96d0;--c5:#b87d00;--c6:#7a5195;--c7:#555b61;
        --q0:#eef4fa;--q1:#d5e5f2;--q2:#b3d1e8;--q3:#86b9dc;--q4:#559fcd;--q5:#2d83ba;--q6:#13679e;--q7:#0a4d7c;
        --q8:#063455;--q-dark-ink:#ffffff;--q-light-ink:#1b1f24}
        @media screen and (prefers-color-scheme:dark){:root{--ink:#e6e9ec;--soft:#a3adb8;--paper:#15191e;
        --panel:#1d232a;--rule:#3a434d;--grid:#2b333c;--good:#3fcf9f;--bad:#ff8a80;--caution:#e8b04a;--accent:#6cb6f5;
        --c0:#56a9e8;--c1:#ff8c42;--c2:#3fcf9f;--c3:#e59ac8;--c4:#8fd0f5;--c5:#f0b429;--c6:#b99ae0;--c7:#aab2ba;
        --q0:#1b2630;--q1:#17364f;--q2:#164a70;--q3:#1a5f91;--q4:#2477b0;--q5:#3c92cb;--q6:#63afdf;--q7:#94cdef;
        --q8:#cdeafb;--q-dark-ink:#15191e;--q-light-ink:#e6e9ec}}

        """

    private static let page = """
        *{box-sizing:border-box}
        body{margin:0 auto;max-width:1180px;padding:1.25rem;background:var(--paper);color:var(--ink);
        font:15px/1.5 system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
        h1{font-size:1.6rem;line-height:1.2;margin:0 0 .3rem;overflow-wrap:anywhere}
        h2{font-size:1.15rem;margin:2.2rem 0 .7rem;padding-bottom:.25rem;border-bottom:1px solid var(--rule)}
        h3{font-size:1rem;margin:1.2rem 0 .4rem}
        p{margin:.4rem 0;overflow-wrap:anywhere}
        a{color:var(--accent)}
        nav ul{display:flex;flex-wrap:wrap;gap:.25rem .9rem;list-style:none;margin:.8rem 0 0;padding:0}
        .status{display:inline-block;padding:.05rem .55rem;border-radius:1rem;border:1px solid;font-weight:600}
        .good{color:var(--good)}.bad{color:var(--bad)}.caution{color:var(--caution)}.soft{color:var(--soft)}
        .cards{display:flex;flex-wrap:wrap;gap:.7rem;margin:.9rem 0}
        .card{background:var(--panel);border:1px solid var(--rule);border-radius:.5rem;padding:.6rem .9rem;
        min-width:8.5rem}
        .card b{display:block;font-size:1.45rem;line-height:1.25;font-variant-numeric:tabular-nums}
        .card span{color:var(--soft);font-size:.85rem}
        .warning{border-left:4px solid var(--caution);background:var(--panel);padding:.5rem .8rem;margin:.5rem 0}
        .warning.serious{border-color:var(--bad)}
        .scroll{overflow-x:auto;margin:.6rem 0}
        table{border-collapse:collapse;font-size:.9rem}
        caption{text-align:left;color:var(--soft);padding:.2rem 0}
        th,td{text-align:left;padding:.22rem .8rem .22rem 0;border-bottom:1px solid var(--grid);vertical-align:top}
        th{font-weight:600}tbody th{font-weight:400}
        .number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        tr.chosen{background:var(--panel);font-weight:600}
        pre{background:var(--panel);border:1px solid var(--rule);border-radius:.4rem;padding:.7rem;overflow-x:auto;
        font:12.5px/1.45 ui-monospace,"DejaVu Sans Mono",monospace}
        .images{display:grid;grid-template-columns:repeat(auto-fill,minmax(8.5rem,1fr));gap:.7rem}
        .image{font-size:.8rem;color:var(--soft)}.image svg{shape-rendering:crispEdges}.image b{color:var(--ink)}.image span{display:block}
        td{white-space:pre-line}tr.long td{overflow-wrap:anywhere}tr.long th{white-space:nowrap}
        code{font:.92em ui-monospace,"DejaVu Sans Mono",monospace}
        details>summary{cursor:pointer;color:var(--accent)}
        footer{margin-top:2.5rem;color:var(--soft);font-size:.85rem}

        """

    private static let charts = """
        .figures{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:1rem;align-items:start}
        figure{margin:0;padding:.6rem .7rem;background:var(--panel);border:1px solid var(--rule);
        border-radius:.5rem;break-inside:avoid;min-width:0}
        figure.wide{grid-column:1/-1}
        figure+figure.wide,figure.wide+.figures{margin-top:1rem}
        figcaption{font-weight:600;margin-bottom:.2rem;overflow-wrap:anywhere}
        .controls{display:flex;gap:.4rem;margin:.2rem 0}.controls[hidden]{display:none}
        .controls button{font:inherit;font-size:.8rem;color:var(--ink);background:var(--paper);
        border:1px solid var(--rule);border-radius:.3rem;padding:.05rem .5rem;cursor:pointer}
        .controls button[aria-pressed=true]{background:var(--accent);border-color:var(--accent);color:var(--paper)}
        .drawing{overflow-x:auto;position:relative}
        svg{display:block;width:100%;height:auto;overflow:visible}
        figure.wide svg{min-width:760px}
        svg.spark{width:3.75rem;height:1rem}
        .legend{display:flex;flex-wrap:wrap;gap:.1rem 1rem;list-style:none;margin:.3rem 0 0;padding:0;
        font-size:.85rem}
        .legend li{overflow-wrap:anywhere}.legend li span{color:var(--ink)}
        .legend li::before{content:"";display:inline-block;width:1.4em;border-top:3px solid;vertical-align:middle;
        margin-right:.4em}
        .legend li.dashed::before{border-top-style:dashed}
        .note,.nothing{color:var(--soft);font-size:.85rem}
        svg text{text-rendering:geometricPrecision;font:11px system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;fill:var(--ink)}
        svg .label{fill:var(--soft);font-variant-numeric:tabular-nums}
        svg .strong{font-weight:600}
        .grid{stroke:var(--grid)}.axis,.tick{stroke:var(--soft)}
        .line{fill:none;stroke:currentColor;stroke-width:1.8;stroke-linejoin:round;stroke-linecap:round}
        .line.dashed{stroke-dasharray:5 4}
        .line.faint{color:var(--soft);stroke-width:1.4}
        .line.background{color:var(--soft);stroke-width:.7;opacity:.35}
        .line.smooth{display:none;stroke-width:2.2}
        .smoothed .line.smooth{display:inline}.smoothed .line.raw{opacity:.3;stroke-width:1}
        .band{fill:currentColor;opacity:.18;stroke:none}
        .fill{fill:currentColor}
        .c0{color:var(--c0)}.c1{color:var(--c1)}.c2{color:var(--c2)}.c3{color:var(--c3)}
        .c4{color:var(--c4)}.c5{color:var(--c5)}.c6{color:var(--c6)}.c7{color:var(--c7)}
        .q0{fill:var(--q0)}.q1{fill:var(--q1)}.q2{fill:var(--q2)}.q3{fill:var(--q3)}.q4{fill:var(--q4)}
        .q5{fill:var(--q5)}.q6{fill:var(--q6)}.q7{fill:var(--q7)}.q8{fill:var(--q8)}
        svg text.on-dark{fill:var(--q-dark-ink)}svg text.on-light{fill:var(--q-light-ink)}
        .bar{fill:currentColor}.see-through{opacity:.55}.dot{fill:currentColor;opacity:.75}
        .dot[class*=" q"]{stroke:var(--soft);stroke-width:.4;opacity:1}
        .dot.q0{fill:var(--q0)}.dot.q1{fill:var(--q1)}.dot.q2{fill:var(--q2)}.dot.q3{fill:var(--q3)}
        .dot.q4{fill:var(--q4)}.dot.q5{fill:var(--q5)}.dot.q6{fill:var(--q6)}.dot.q7{fill:var(--q7)}
        .dot.q8{fill:var(--q8)}
        .cell{stroke:var(--panel)}.point{fill:var(--paper);stroke:var(--ink);stroke-width:.8}
        .dot.outlined{stroke:var(--panel);stroke-width:.8;opacity:1}
        .lost{fill:none;stroke:var(--bad);stroke-width:1.4}
        .whisker{stroke:var(--ink);stroke-width:1.2}
        .thread{fill:none;stroke-width:1;opacity:.55}.thread.off{display:none}
        .thread.s0{stroke:var(--q1)}.thread.s1{stroke:var(--q1)}.thread.s2{stroke:var(--q2)}
        .thread.s3{stroke:var(--q2)}.thread.s4{stroke:var(--q3)}.thread.s5{stroke:var(--q4)}
        .thread.s6{stroke:var(--q5)}.thread.s7{stroke:var(--c1);opacity:.7}.thread.s8{stroke:var(--c1);opacity:.9}
        .brush-area{fill:transparent;cursor:ns-resize}.brush{fill:var(--accent);opacity:.25;pointer-events:none}
        svg .halo{paint-order:stroke;stroke:var(--panel);stroke-width:3px;stroke-linejoin:round}
        .box{fill:var(--paper);stroke:var(--rule)}.arrow{fill:none;stroke:var(--soft);stroke-width:1.3}
        .marker-line,.reference-line{stroke:var(--soft);stroke-dasharray:3 3}
        .cross{stroke:var(--soft);stroke-width:1;pointer-events:none}
        .tip{position:absolute;z-index:9;pointer-events:none;background:var(--ink);color:var(--paper);
        font-size:.8rem;line-height:1.35;padding:.3rem .5rem;border-radius:.3rem;max-width:22rem;white-space:pre-line;
        overflow-wrap:anywhere}

        """

    private static let small = """
        @media (max-width:760px){body{padding:.8rem}.figures{grid-template-columns:minmax(0,1fr)}
        .card{min-width:45%;flex:1}}
        @media print{body{max-width:none;padding:0}.controls,nav,.tip{display:none}section{break-before:auto}
        .scroll,.drawing{overflow:visible}figure.wide svg{min-width:0}details>*{display:block}}

        """
}
