/** The styles of the panel. The panel is in a shadow root, so styles of the page and of the panel do not affect each other. */
export const panelStyles: string = `
:host {
  all: initial;
  color-scheme: light dark;
  --ink: light-dark(#1c2430, #e6eaf0);
  --faint: light-dark(#566174, #a4afbf);
  --paper: light-dark(#ffffff, #171b22);
  --line: light-dark(#cfd6df, #39424f);
  --accent: light-dark(#0b57d0, #8ab4ff);
  --bad: light-dark(#b3123c, #ff8fa3);
  font: 12px/1.4 system-ui, sans-serif;
  color: var(--ink);
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
.toggle, .panel { position: fixed; z-index: 2147483647; background: var(--paper); color: var(--ink); border: 1px solid var(--line); }
.toggle { right: 8px; bottom: 8px; border-radius: 16px; padding: 5px 12px; box-shadow: 0 1px 6px #0004; }
.panel { inset: auto 0 0 0; height: min(66vh, 620px); display: flex; flex-direction: column; box-shadow: 0 -2px 12px #0003; border-width: 1px 0 0; }
.bar { display: flex; flex-wrap: wrap; align-items: center; gap: 6px; padding: 6px 8px; border-bottom: 1px solid var(--line); }
.bar h2 { font-size: 13px; font-weight: 700; margin: 0 8px 0 0; }
.bar .end { margin-left: auto; }
button, input { font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 5px; padding: 3px 9px; min-height: 26px; }
button { cursor: pointer; }
button:hover { border-color: var(--accent); }
button[aria-pressed=true] { background: color-mix(in srgb, var(--accent) 18%, var(--paper)); border-color: var(--accent); }
:is(button, input, .scroll):focus-visible { outline: 2px solid var(--accent); outline-offset: -1px; }
input { width: 150px; flex: 0 1 auto; background: var(--paper); }
input::placeholder { color: var(--faint); opacity: 1; }
.scroll { overflow: auto; flex: 1; }
.status { display: flex; flex-wrap: wrap; gap: 2px 16px; margin: 0; padding: 6px 8px 0; list-style: none; color: var(--faint); font-variant-numeric: tabular-nums; }
.messages { padding: 0 8px 8px; }
.messages h3 { font-size: 12px; margin: 4px 0; }
.messages ol { list-style: none; margin: 0; padding: 0; }
.messages li { display: flex; gap: 8px; padding: 2px 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
.messages b { flex: none; width: 44px; font-weight: 600; color: var(--faint); }
.messages .warn b, .messages .error b { color: var(--bad); }
.messages p { margin: 0; color: var(--faint); }
`
