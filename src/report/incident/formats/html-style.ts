/** Light, dark by the reader's setting, and paper. No font, picture or script is fetched. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #566073; --paper: #ffffff; --panel: #f4f6f9; --line: #d5dbe4;
  --critical: #a3123a; --high: #b8430a; --medium: #8a6100; --low: #1f5fae; --informational: #566073; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6eaf1; --soft: #a2adbf; --paper: #12161d; --panel: #1b212b; --line: #343d4b;
    --critical: #ff6f91; --high: #ff9a62; --medium: #e8bf52; --low: #7db8ff; --informational: #a2adbf; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.5rem 4rem; max-width: 68rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
header { border-bottom: 3px solid var(--ink); margin-bottom: 1.5rem; padding-bottom: .5rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0; }
h2 { font-size: 1.25rem; margin: 2.2rem 0 .7rem; padding-bottom: .2rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.4rem 0 .5rem; overflow-wrap: anywhere; }
p { margin: .5rem 0; }
.made, caption, .axis { color: var(--soft); }
code, pre { font: .87em/1.45 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
code { overflow-wrap: anywhere; unicode-bidi: isolate; }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.2rem; margin: .5rem 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
ul { margin: .5rem 0; padding-left: 1.2rem; }
li { margin: .3rem 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: .6rem 0; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; }
td.figure, th.figure { text-align: right; white-space: nowrap; }
td.time { white-space: nowrap; }
.level { font-weight: 700; white-space: nowrap; }
.critical { color: var(--critical); } .high { color: var(--high); } .medium { color: var(--medium); }
.low { color: var(--low); } .informational { color: var(--informational); }
figure { margin: 1.2rem 0; break-inside: avoid; }
figcaption { font-weight: 600; margin-bottom: .4rem; }
figure td { border: 0; padding: .15rem .6rem; } figure td.bar { width: 60%; }
svg { display: block; width: 100%; }
rect { fill: currentColor; }
.evidence { background: var(--panel); border-left: 3px solid var(--line); padding: .5rem .8rem; margin: .4rem 0;
  break-inside: avoid; }
.evidence .hash { color: var(--soft); overflow-wrap: anywhere; }
@page { margin: 16mm 14mm; }
@media print {
  :root { color-scheme: light; --ink: #000; --soft: #444; --paper: #fff; --panel: #f4f4f4; --line: #bbb;
    --critical: #8c0d30; --high: #963405; --medium: #6d4c00; --low: #174a8a; --informational: #444; }
  body { padding: 0; max-width: none; font-size: 10pt; }
  h2, h3 { break-after: avoid; } tr, li, dl { break-inside: avoid; } thead { display: table-header-group; }
  .scroll { overflow: visible; }
  rect { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}`;
