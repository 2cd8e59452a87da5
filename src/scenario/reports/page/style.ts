/** The page's looks, in light and in dark, from a phone's width up. Each pair of colours has a contrast of 4.5 at least. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f7f7f5, #15171a);
  --card: light-dark(#ffffff, #1d2024);
  --sunk: light-dark(#f1f1ee, #17191c);
  --line: light-dark(#dcdcd6, #34383e);
  --text: light-dark(#1b1d1f, #e8e9ea);
  --quiet: light-dark(#5c6166, #a3a9b0);
  --accent: light-dark(#1a5fb4, #78aeed);
  --green: light-dark(#1b6e37, #62c37f);
  --olive: light-dark(#5c6b00, #b5c24a);
  --yellow: light-dark(#8a5300, #e5a54b);
  --red: light-dark(#b3261e, #ff8a80);
  --rose: light-dark(#a3195b, #ff86b7);
  --purple: light-dark(#6b3fa0, #c3a0f0);
  --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
}
:root[data-theme=light] { color-scheme: light }
:root[data-theme=dark] { color-scheme: dark }
* { box-sizing: border-box }
[hidden] { display: none !important }
body {
  margin: 0 auto;
  max-width: 90rem;
  padding: 1rem clamp(.75rem, 3vw, 2.5rem) 4rem;
  background: var(--ground);
  color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif;
  overflow-wrap: anywhere;
}
h1 { margin: .25rem 0 .5rem; font-size: clamp(1.5rem, 4vw, 2.25rem); line-height: 1.2; letter-spacing: -.015em }
h2 { margin: 2.5rem 0 .5rem; font-size: 1.375rem; letter-spacing: -.01em }
h3 { margin: 0 0 .375rem; font-size: .8125rem; font-weight: 600; color: var(--quiet) }
a { color: inherit }
code, pre, .time { font-family: var(--mono); font-size: .8125rem }
pre { margin: 0; overflow: auto; line-height: 1.55 }
.quiet { margin: 0 0 .75rem; color: var(--quiet); font-size: .875rem }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px }
button {
  padding: .25rem .75rem;
  border: 1px solid var(--line);
  border-radius: 99px;
  background: var(--card);
  color: var(--text);
  font: inherit;
  font-size: .875rem;
  cursor: pointer;
}
button:hover, button[aria-pressed=true] { border-color: var(--accent) }

.pass { --tone: var(--green) } .weak { --tone: var(--olive) } .xfail { --tone: var(--yellow) } .skip { --tone: var(--quiet) }
.fail { --tone: var(--red) } .xpass { --tone: var(--rose) } .unknown { --tone: var(--quiet) } .error { --tone: var(--purple) }
.badge {
  display: inline-block;
  padding: 0 .5rem;
  border: 1px solid color-mix(in srgb, var(--tone, var(--quiet)) 50%, transparent);
  border-radius: 99px;
  color: var(--tone, var(--text));
  font-size: .8125rem;
  font-weight: 600;
  white-space: nowrap;
}
.bar { display: block; width: 100%; border-radius: 99px; background: var(--line) }
.bar rect { fill: var(--tone) }

header { --tone: var(--yellow); border-bottom: 1px solid var(--line); padding-bottom: 1.25rem }
header.held { --tone: var(--green) }
header.broken, header.unreachable { --tone: var(--red) }
header h1 { color: var(--tone) }
header .reason { margin: 0 0 .75rem }
.top { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; font-size: .875rem }
.top nav { display: flex; gap: 1rem; margin-left: auto }
.brand { margin: 0; color: var(--quiet); font-weight: 600 }
header dl { display: flex; flex-wrap: wrap; gap: .25rem 2rem; margin: 0 0 1rem }
header dt { color: var(--quiet); font-size: .8125rem }
header dd { margin: 0 }
header .bar { height: .625rem }
.counts { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; margin: .75rem 0 0; padding: 0; list-style: none }
.counts a { text-decoration: none }
.counts a:hover { text-decoration: underline }

.chapters { columns: 24rem 3; column-gap: 1rem }
table {
  width: 100%;
  table-layout: fixed;
  margin: 0 0 1rem;
  border: 1px solid var(--line);
  border-spacing: 0;
  border-radius: .625rem;
  background: var(--card);
  break-inside: avoid;
}
caption { padding: .25rem .125rem; text-align: left; font-weight: 700 }
th, td { padding: .375rem .5rem; border-top: 1px solid var(--line); vertical-align: top; text-align: left; font-weight: 400 }
thead th { border: 0; color: var(--quiet); font-size: .75rem }
tbody th { font-size: .875rem; line-height: 1.35 }
tbody th b { display: inline-block; max-width: 100%; overflow: hidden; text-overflow: ellipsis; vertical-align: bottom; white-space: nowrap }
tbody th em { display: block; color: var(--quiet); font-size: .8125rem }
th + th, td { width: 4rem; padding-inline: .25rem; text-align: center; white-space: nowrap; font-size: .875rem; font-variant-numeric: tabular-nums }
td a { display: block; color: var(--tone); font-weight: 600; text-decoration: none }
td a:hover { text-decoration: underline }
td .bar { width: 2.75rem; height: .25rem; margin: .125rem auto 0 }
td.green { --tone: var(--green) } td.red { --tone: var(--red) } td.yellow { --tone: var(--yellow) } td.dim { --tone: var(--quiet); color: var(--quiet) }

#filter {
  display: flex;
  flex-wrap: wrap;
  align-items: end;
  gap: .75rem 1.5rem;
  margin-bottom: 1rem;
  padding: .875rem 1rem;
  border: 1px solid var(--line);
  border-radius: .625rem;
  background: var(--card);
}
#filter > label, legend { color: var(--quiet); font-size: .8125rem }
#filter > label { display: grid; min-width: 0; max-width: 100% }
#filter .words { flex: 1 1 12rem }
#filter > p { margin: 0 0 0 auto }
fieldset { display: flex; flex-wrap: wrap; gap: .375rem; min-width: 0; margin: 0; padding: 0; border: 0 }
legend { padding: 0 }
fieldset label { position: relative; display: inline-flex; cursor: pointer }
fieldset input { position: absolute; inset: 0; margin: 0; opacity: 0; cursor: pointer }
fieldset .badge { padding: .125rem .625rem }
fieldset input:checked + .badge { background: var(--tone, var(--text)); color: var(--card) }
fieldset input:focus-visible + .badge { outline: 2px solid var(--accent); outline-offset: 2px }
input[type=search], select {
  width: 100%;
  min-height: 2.25rem;
  padding: .25rem .625rem;
  border: 1px solid var(--line);
  border-radius: .5rem;
  background: var(--ground);
  color: var(--text);
  font: inherit;
}

.cases { margin: 0; padding: 0; list-style: none }
.case { margin-bottom: .375rem; border: 1px solid var(--line); border-radius: .625rem; background: var(--card); scroll-margin-top: .5rem }
.case > details > summary { display: grid; grid-template-columns: 6rem minmax(0, 1fr) fit-content(40%); gap: 0 .75rem; align-items: baseline; padding: .5rem .875rem; cursor: pointer; list-style: none }
summary .badge { justify-self: start }
.case > details > summary::-webkit-details-marker { display: none }
.case > details > summary:hover { background: var(--sunk); border-radius: .625rem }
details[open] > summary { margin-bottom: .25rem }
.name b { font-weight: 500 }
.name code { color: var(--quiet) }
.facts { color: var(--quiet); font-size: .8125rem; text-align: right }
details[open] > summary .name b { font-weight: 700 }
.case > details > :not(summary) { margin: 0 .875rem .875rem }
.case > details > .rounds { margin-bottom: .25rem; color: var(--yellow); font-size: .875rem }
.verdict { padding-left: .875rem; border-left: 3px solid var(--line) }
.verdict p { margin: 0 0 .25rem }
.verdict .reason { color: var(--tone); font-weight: 600 }
.verdict .place { color: var(--quiet) }
.difference { margin: .375rem 0 }
.difference > div { display: grid; grid-template-columns: 4.5rem 1fr; align-items: baseline }
.difference dt { color: var(--quiet); font-size: .8125rem }
.difference dd { margin: 0 }
.difference code { white-space: pre-wrap }
.wanted, del { color: var(--green); text-decoration: none }
.got, ins { color: var(--red); text-decoration: none }
.wanted dt, .got dt { color: var(--quiet) }
mark { border-radius: 3px; background: color-mix(in srgb, currentColor 18%, transparent); color: inherit; text-decoration: underline; text-underline-offset: 3px }
.lines pre, .source pre, .excerpt, .diagram { border: 1px solid var(--line); border-radius: .5rem; background: var(--sunk) }
.lines pre { padding: .5rem .75rem; margin: .25rem 0 }

.detail { display: grid; gap: 1rem; min-width: 0 }
.detail > * { min-width: 0 }
.source pre, .excerpt { padding: .5rem 0 }
.source code, .excerpt code { display: block; width: max-content; min-width: 100% }
.line { display: block; padding-right: 1rem }
.line::before {
  content: attr(data-number);
  display: inline-block;
  width: 2.5rem;
  margin-right: .75rem;
  padding-right: .5rem;
  border-right: 1px solid var(--line);
  color: var(--quiet);
  text-align: right;
  user-select: none;
}
.line b { font-weight: 400; color: var(--accent) }
.line i { color: var(--quiet) }
.marked { background: color-mix(in srgb, var(--red) 10%, transparent); box-shadow: inset 3px 0 var(--red) }
.diagram { overflow: auto; padding: .5rem 0 }
.exchange details { margin-top: .375rem; font-size: .875rem }
.exchange summary { color: var(--quiet); cursor: pointer; width: max-content }
.exchange ol { margin: .25rem 0 0; padding-left: 2rem; font-family: var(--mono); font-size: .8125rem }
.exchange li span { color: var(--quiet) }

svg text { font: 12px var(--mono); fill: var(--text) }
.lane line { stroke: var(--line); stroke-width: 1.5; stroke-dasharray: 3 4 }
.lane rect { fill: var(--card); stroke: var(--line) }
.lane text { font-weight: 600 }
.server rect { fill: var(--text); stroke: none }
.server text { fill: var(--card) }
.row { --tone: var(--accent) }
.row.received { --tone: var(--text) }
.row.note { --tone: var(--quiet) }
.row.fault { --tone: var(--red) }
.row text { fill: var(--tone); paint-order: stroke; stroke: var(--sunk); stroke-width: 4px; stroke-linejoin: round }
svg .time, .row .time { fill: var(--quiet); font-size: 11px }
.row .arrow { stroke: var(--tone); stroke-width: 1.5 }
.row.received .arrow { stroke-dasharray: 5 3 }
.row .head, .row circle { fill: var(--tone) }
.row.note text:last-child { font-style: italic }
.row.fault text:last-child { font-weight: 700 }

@media (min-width: 64rem) { .detail:has(.source) { grid-template-columns: minmax(0, 2fr) minmax(0, 3fr) } .source { position: sticky; top: .5rem; align-self: start } }
@media (max-width: 40rem) {
  .case > details > summary { grid-template-columns: 1fr; gap: .125rem; justify-items: start }
  .facts { text-align: left }
  #filter > p { margin-left: 0 }
}
@media print { #filter, #theme { display: none } body { background: none } }
`
