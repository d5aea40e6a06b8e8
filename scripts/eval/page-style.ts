import { html } from './html.ts'

/** How the report looks, in light, in dark, on a phone and on paper. Blue and orange differ for colour-blind eyes too. */
export const STYLE = html`
:root {
  color-scheme: light dark;
  --paper: #ffffff; --card: #f6f7f9; --ink: #1b1f26; --quiet: #59616e; --rule: #d9dde3;
  --right: #1f57b3; --partly: #75a3e8; --needless: #9aa1ac; --wrong: #cf4a17;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #14171c; --card: #1d2127; --ink: #e8eaee; --quiet: #a4acb9; --rule: #353b45;
    --right: #5d9bf8; --partly: #3f6db3; --needless: #717985; --wrong: #ff8558;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 72rem; padding: 1.5rem 1rem 4rem;
  background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif;
}
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 3rem 0 .75rem; }
h3 { font-size: 1rem; margin: 0; }
p { margin: .25rem 0 .75rem; max-width: 46rem; }
header p, figcaption, caption, .why { color: var(--quiet); }
.alarm { border: 2px solid var(--wrong); border-radius: .5rem; padding: .75rem 1rem; margin: 1.5rem 0 0; }
.alarm h2 { margin: 0; }
.pair { display: grid; gap: 1.5rem; }
.pair > * { min-width: 0; }
@media screen and (min-width: 52rem) {
  .pair { grid-template-columns: minmax(0, 26rem) minmax(0, 1fr); gap: 3rem; align-items: start; }
}
figure { margin: 0; }
figcaption { font-size: .875rem; margin-top: .5rem; }
svg { display: block; width: 100%; max-width: 30rem; height: auto; font: 12px system-ui, sans-serif; }
svg text { fill: var(--quiet); font-variant-numeric: tabular-nums; }
.end { text-anchor: end; }
.middle, .count { text-anchor: middle; }
.count { font-size: 10px; }
.grid { stroke: var(--rule); }
.area { fill: var(--right); opacity: .12; }
.line { fill: none; stroke: var(--right); stroke-width: 2; stroke-linejoin: round; }
.point { fill: var(--wrong); stroke: var(--paper); stroke-width: 2; }
.diagonal { stroke: var(--quiet); stroke-dasharray: 4 4; }
.whisker { stroke: var(--right); stroke-width: 1.5; opacity: .6; }
.dot { fill: var(--right); }
.right { fill: var(--right); } .partly { fill: var(--partly); } .needless { fill: var(--needless); } .wrong { fill: var(--wrong); }
.key { display: inline-block; margin-right: 1rem; white-space: nowrap; }
.key svg { display: inline-block; width: .75rem; margin-right: .35rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-size: .875rem; padding-bottom: .5rem; }
th, td { padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: baseline; }
th { font-weight: 500; }
thead th { color: var(--quiet); font-size: .875rem; }
th:last-child, td:last-child { padding-right: 0; }
.number { text-align: right; white-space: nowrap; }
.now th, .now td { font-weight: 600; }
.words { min-width: 11rem; }
ol.misses { list-style: none; margin: 0; padding: 0; display: grid; gap: .75rem; }
.misses li { background: var(--card); border-left: 4px solid var(--rule); border-radius: .25rem; padding: .75rem 1rem; }
.misses li.partly { border-color: var(--partly); }
.misses li.wrong { border-color: var(--wrong); }
.misses blockquote { margin: .35rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.misses .before { color: var(--quiet); }
.misses p { margin: 0; max-width: none; font-size: .875rem; overflow-wrap: anywhere; }
@media screen and (max-width: 30rem) {
  table { font-size: .8125rem; }
  thead th { font-size: .75rem; }
  th, td { padding-right: .5rem; }
}
:focus-visible { outline: 2px solid var(--right); outline-offset: 2px; }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; print-color-adjust: exact; }
  h2 { break-after: avoid; margin-top: 1.5rem; }
  tr, svg, .misses li { break-inside: avoid; }
  svg { max-width: 11cm; }
  .scroll { overflow: visible; }
}
`
