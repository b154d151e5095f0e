/**
 * The styles of a time line. The page may set the custom properties that begin with `--everbearer-`. The colours follow the page's
 * `color-scheme`.
 */
export const timeLineStyles: string = `
:host {
  display: block;
  --ink: var(--everbearer-ink, light-dark(#1c2430, #e6eaf0));
  --faint: var(--everbearer-faint, light-dark(#566174, #a4afbf));
  --paper: var(--everbearer-paper, light-dark(#ffffff, #171b22));
  --line: var(--everbearer-line, light-dark(#dfe4ea, #2f3743));
  --accent: var(--everbearer-accent, light-dark(#0b57d0, #8ab4ff));
  --bad: var(--everbearer-bad, light-dark(#b3123c, #ff8fa3));
  --wait: var(--everbearer-wait, light-dark(#7a8597, #8b96a8));
  --token-0: var(--everbearer-token-0, light-dark(#1d5bd6, #7fb0ff));
  --token-1: var(--everbearer-token-1, light-dark(#a34a00, #ffb066));
  --token-2: var(--everbearer-token-2, light-dark(#0a7a4b, #5ddba0));
  --token-3: var(--everbearer-token-3, light-dark(#7a2fd0, #c9a1ff));
  --token-4: var(--everbearer-token-4, light-dark(#0b7285, #63d5ea));
  --token-5: var(--everbearer-token-5, light-dark(#a01f8b, #ff9be8));
  color: var(--ink);
  background: var(--paper);
  font: 12px/1.4 var(--everbearer-font, system-ui, sans-serif);
}
* { box-sizing: border-box; }
p, ul { margin: 0; padding: 0; }
section { position: relative; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.above { display: flex; flex-wrap: wrap; gap: 4px 16px; justify-content: space-between; padding: 6px 8px; }
.counts { font-weight: 600; font-variant-numeric: tabular-nums; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 12px; list-style: none; color: var(--faint); }
.legend li { display: flex; align-items: center; gap: 5px; }
.legend i { width: 16px; height: 10px; border-radius: 2px; }
.legend .waiting { height: 6px; border: 1px dashed var(--wait); }
.legend .attempt { background: var(--token-0); }
.legend .bare { border: 1.5px solid var(--faint); }
.legend .rejected, .legend .failed { width: 10px; background: var(--bad); border-radius: 0; }
.legend .ended { width: 10px; background: var(--ink); border-radius: 0; }
.legend .rejected { clip-path: polygon(20% 0, 50% 30%, 80% 0, 100% 20%, 70% 50%, 100% 80%, 80% 100%, 50% 70%, 20% 100%, 0 80%, 30% 50%, 0 20%); }
.legend .failed { clip-path: polygon(50% 0, 100% 100%, 0 100%); }
.empty { position: absolute; inset: 0; display: grid; place-items: center; padding: 0 8px; color: var(--faint); text-align: center; }
.empty[hidden] { display: none; }
.head, .body { position: relative; }
.head { border-block: 1px solid var(--line); }
.body { border-bottom: 1px solid var(--line); }
svg { display: block; overflow: hidden; font: 11px var(--everbearer-font, system-ui, sans-serif); }
.body svg { position: absolute; top: 0; left: 0; z-index: 1; pointer-events: none; }
.names span { position: absolute; left: 8px; color: var(--faint); font-size: 11px; line-height: 18px; }
.refreshes { position: absolute; top: 0; }
.refreshes [role=option] { position: absolute; border-radius: 3px; cursor: pointer; }
.body { overflow: hidden auto; scrollbar-width: thin; }
.lanes { position: relative; min-height: 40px; }
.lanes [role=option] { display: flex; justify-content: space-between; height: var(--row); line-height: var(--row); cursor: default; }
.lanes span:not(.hidden) { overflow: hidden; white-space: nowrap; text-overflow: ellipsis; font-size: 11px; }
.lanes span:first-child { width: var(--before); padding-left: 8px; padding-right: 6px; }
.lanes span:nth-child(2) { width: var(--after); padding-left: 6px; color: var(--faint); font-variant-numeric: tabular-nums; }
.lanes.low span:not(.hidden) { visibility: hidden; }
.lanes [role=option]:hover { background: color-mix(in srgb, var(--accent) 8%, transparent); }
[aria-selected=true] { background: color-mix(in srgb, var(--accent) 16%, transparent); box-shadow: inset 0 0 0 1px var(--accent); }
[role=listbox]:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
.refreshes:focus-visible { outline-offset: 1px; }
text { fill: var(--faint); }
.grid { stroke: var(--line); }
.cut { fill: color-mix(in srgb, var(--faint) 14%, transparent); }
line.mark { stroke: var(--faint); stroke-dasharray: 2 3; }
line.act { stroke: var(--accent); }
line.trouble { stroke: var(--bad); }
text.mark { fill: var(--ink); }
text.act { fill: var(--accent); }
text.trouble { fill: var(--bad); }
rect.session { fill: color-mix(in srgb, var(--faint) 22%, var(--paper)); stroke: var(--paper); }
rect.expired { opacity: 0.55; }
rect.refresh { fill: none; stroke: var(--ink); stroke-width: 1.5; rx: 2px; }
rect.refresh.ok { fill: color-mix(in srgb, var(--ink) 14%, var(--paper)); }
rect.refresh.failed { stroke: var(--bad); stroke-width: 2; }
rect.refresh.superseded, rect.refresh.unknown { stroke-dasharray: 3 2; }
text.refresh, text.session { fill: var(--ink); }
text.refresh.failed { fill: var(--bad); }
text.token { fill: var(--paper); stroke-width: 3px; stroke-linejoin: round; paint-order: stroke; font-weight: 600; }
.waiting { fill: color-mix(in srgb, var(--wait) 18%, transparent); stroke: var(--wait); stroke-dasharray: 3 2; }
.waiting.low { fill: color-mix(in srgb, var(--wait) 40%, transparent); stroke: none; }
.bare { fill: none; stroke: var(--faint); stroke-width: 1.5; }
.edge { stroke: var(--paper); stroke-width: 5; stroke-linejoin: round; fill: none; }
.end.rejected { stroke: var(--bad); stroke-width: 2.5; fill: none; }
.end.failed { fill: var(--bad); }
.end.ended { fill: var(--ink); }
.stripe { stroke: var(--paper); stroke-width: 1.2; opacity: 0.35; }
${[0, 1, 2, 3, 4, 5].map((colour) => `.token-${colour} { fill: var(--token-${colour}); }\ntext.edge-${colour} { stroke: var(--token-${colour}); }`).join('\n')}
.details { padding: 6px 8px; min-height: 3em; }
.details strong { overflow-wrap: anywhere; }
.details ul { padding-left: 18px; color: var(--ink); }
.details p { color: var(--faint); }
.table { padding: 0 8px 8px; }
summary { cursor: pointer; width: fit-content; color: var(--faint); padding: 4px 0; }
summary:focus-visible, .wide:focus-visible { outline: 2px solid var(--accent); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; font-weight: 400; padding: 2px 12px 2px 0; border-top: 1px solid var(--line); }
thead th { font-weight: 600; border: 0; }
td:not(:last-child) { white-space: nowrap; }
`
