// SPDX-License-Identifier: Apache-2.0
#include "src/cli/report/style.hpp"

namespace fulcrum::cli {

const std::string_view kStyle = R"css(
:root{--bg:#fff;--card:#fff;--text:#1a1d21;--muted:#5b6470;--line:#d9dee4;--grid:#e6eaee;--note:#fff6e0;
--note-edge:#c98a00;--bad:#fdecea;--bad-edge:#c62828;--simd:#0b5cad;--c0:#c2410c;--c1:#15803d;--c2:#7e22ce;
--c3:#be185d;--c4:#8a5a00;--c5:#0f766e;--c6:#4b5563;--c7:#8f8f00}
@media (prefers-color-scheme:dark){:root{--bg:#14171b;--card:#1b1f24;--text:#e6e8eb;--muted:#a0a9b4;--line:#363d46;
--grid:#2a3038;--note:#3a2f12;--note-edge:#e0a92e;--bad:#451a1a;--bad-edge:#ff8a80;--simd:#6cb6ff;--c0:#ff9e64;
--c1:#7ee787;--c2:#d2a8ff;--c3:#ff7eb6;--c4:#e3b341;--c5:#56d4c9;--c6:#b0bac5;--c7:#d7e36a}}
@media print{:root{--bg:#fff;--card:#fff;--text:#000;--muted:#444;--line:#bbb;--grid:#ddd;--note:#fff;
--note-edge:#000;--bad:#fff;--bad-edge:#000;--simd:#0b5cad;--c0:#c2410c;--c1:#15803d;--c2:#7e22ce;--c3:#be185d;
--c4:#8a5a00;--c5:#0f766e;--c6:#4b5563;--c7:#8f8f00}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,
"Helvetica Neue",Arial,sans-serif}
main{max-width:1280px;margin:0 auto;padding:24px 28px 60px}
h1{font-size:26px;margin:0 0 4px}h2{font-size:20px;margin:40px 0 8px;padding-top:8px;border-top:1px solid var(--line)}
h3{font-size:15px;margin:0 0 2px}p{margin:6px 0 10px;max-width:80em}
.sub,.muted{color:var(--muted)}.sub{margin:0 0 16px}
.note{background:var(--note);border-left:4px solid var(--note-edge);padding:10px 14px;margin:14px 0;border-radius:3px}
.bad{background:var(--bad);border-left-color:var(--bad-edge)}
.note p:last-child,.note p:first-child{margin:2px 0}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;margin:10px 0}
.scroll{overflow-x:auto;max-width:100%}
table{font-size:14px}
th,td{padding:3px 7px;text-align:left;white-space:nowrap;border-bottom:1px solid var(--line);vertical-align:top}
thead th{border-bottom:2px solid var(--muted);vertical-align:bottom;font-weight:600;line-height:1.25}
th small,td small{display:block;font-weight:400;color:var(--muted);font-size:12px}
td.num,th.num{text-align:right;white-space:nowrap}thead th.num{white-space:normal;font-size:13px;max-width:88px}
thead tr:first-child:not(:last-child) th{border-bottom:0}
thead tr:first-child th.group{text-align:center;border-bottom:1px solid var(--line);color:var(--muted)}td.none{color:var(--muted)}
tbody tr.first td,tbody tr.first th{border-top:2px solid var(--muted)}
tbody th{font-weight:600}
.grid2{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,430px),1fr));gap:18px}
figure{margin:0;min-width:0;border:1px solid var(--line);border-radius:6px;background:var(--card);padding:12px 14px;
break-inside:avoid}
figure>svg{display:block;width:100%;height:auto}
figcaption{font-size:12.5px;line-height:1.45}
.legend{display:grid;grid-template-columns:1fr 1fr;gap:1px 14px;margin:3px 0 0;padding:0;list-style:none}
.legend .head{grid-column:1/-1;color:var(--muted);margin-top:2px}
.swatch{width:30px;height:10px;vertical-align:middle;margin-right:5px}
.grid{stroke:var(--grid);stroke-width:1}.minor{opacity:.55}.frame{fill:none;stroke:var(--muted);stroke-width:1}
.tick{fill:var(--muted);font-size:11.5px}.label{fill:var(--text);font-size:12.5px}
.curve{fill:none;stroke:currentColor;stroke-width:2;stroke-linejoin:round}
.dashed{stroke-dasharray:7 4;stroke-width:1.7}.dotted{stroke-dasharray:1.5 3.5;stroke-width:1.6;stroke-linecap:round}
.marker{fill:currentColor}.hover{fill:transparent}.whisker{stroke:currentColor;stroke-width:1.2}
.ring{fill:var(--card);stroke:currentColor;stroke-width:2}.drop{stroke:currentColor;stroke-width:1;opacity:.55}
.simd{color:var(--simd)}.c0{color:var(--c0)}.c1{color:var(--c1)}.c2{color:var(--c2)}.c3{color:var(--c3)}
.c4{color:var(--c4)}.c5{color:var(--c5)}.c6{color:var(--c6)}.c7{color:var(--c7)}
.c1 .dashed{stroke-dasharray:9 3}.c2 .dashed{stroke-dasharray:4 3}.c3 .dashed{stroke-dasharray:11 3 3 3}
.c4 .dashed{stroke-dasharray:6 2 2 2}.c5 .dashed{stroke-dasharray:3 3}.c6 .dashed{stroke-dasharray:8 3 2 3 2 3}
.c7 .dashed{stroke-dasharray:5 5}
ul{margin:6px 0 10px;padding-left:22px}li,dd,.note p{overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:max-content 1fr;gap:3px 18px;margin:8px 0}dt{color:var(--muted)}dd{margin:0}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.92em;overflow-wrap:anywhere}
@media (max-width:640px){main{padding:14px 12px 40px}h1{font-size:21px}h2{font-size:18px;margin-top:28px}
figure{padding:8px 6px}.legend,dl{grid-template-columns:1fr}dt{margin-top:6px}.tick{font-size:17px}.label{font-size:18px}
.curve{stroke-width:3}.whisker{stroke-width:2}th,td{padding:3px 5px}}
@media print{main{max-width:none;padding:0}.scroll{overflow:visible}h2{break-after:avoid}
.grid2{grid-template-columns:1fr 1fr}body{font-size:11px}}
)css";

}  // namespace fulcrum::cli
