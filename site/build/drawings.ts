import { renderMermaidSVG } from 'beautiful-mermaid'

/** The colours of the theme, in which light and dark differ. */
const colours = {
  bg: 'var(--vp-c-bg)',
  fg: 'var(--vp-c-text-1)',
  muted: 'var(--vp-c-text-2)',
  line: 'var(--vp-c-text-3)',
  accent: 'var(--vp-c-text-2)',
  surface: 'var(--vp-c-bg-soft)',
  border: 'var(--vp-c-border)',
}

/**
 * Draws a diagram of Mermaid as part of a page. It needs no script in the page.
 *
 * @throws {Error} the diagram has a mistake
 */
export function drawMermaid(source: string): string {
  const svg = renderMermaidSVG(source, { ...colours, font: 'system-ui', padding: 8, transparent: true })
    // The library would load a font from another host.
    .replaceAll(/@import url\([^)]*\);/g, '')
    // Vue drops the tag `style` from templates.
    .replaceAll('<style>', `<component is="style">`)
    .replaceAll('</style>', '</component>')
  return `<figure class="drawing" role="group" aria-label="Drawing" tabindex="0">${svg}</figure>\n`
}
