import type { Shape } from './shape.ts'
import { tokenStyleNames } from './token-style.ts'

const namespace = 'http://www.w3.org/2000/svg'

/** Creates an SVG element. */
export function createSvg<Tag extends keyof SVGElementTagNameMap>(
  document: Document,
  tag: Tag,
  attributes: Readonly<Record<string, string | number>> = {},
): SVGElementTagNameMap[Tag] {
  const element = document.createElementNS(namespace, tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value))
  return element
}

/**
 * Returns a function that draws shapes into a parent element. Elements and attributes that have not changed since the last drawing are
 * reused.
 */
export function createDrawing(parent: SVGElement): (shapes: readonly Shape[]) => void {
  let drawn: readonly Shape[] = []
  return (shapes) => {
    for (const [index, shape] of shapes.entries()) {
      const before = drawn[index]
      const element = parent.children[index] as SVGElement | undefined
      if (before !== undefined && element !== undefined && before.tag === shape.tag) patch(element, before, shape)
      else {
        const created = createSvg(parent.ownerDocument, shape.tag, shape.attributes)
        if (shape.text !== undefined) created.textContent = shape.text
        if (element === undefined) parent.append(created)
        else element.replaceWith(created)
      }
    }
    for (let surplus = drawn.length - shapes.length; surplus > 0; surplus--) parent.lastElementChild?.remove()
    drawn = shapes
  }
}

function patch(element: SVGElement, before: Shape, after: Shape): void {
  for (const [name, value] of Object.entries(after.attributes))
    if (before.attributes[name] !== value) element.setAttribute(name, String(value))
  for (const name of Object.keys(before.attributes)) if (!(name in after.attributes)) element.removeAttribute(name)
  if (before.text !== after.text) element.textContent = after.text ?? ''
}

/** The lines of the patterns that fill bars of tokens, as SVG paths in a square of 6 px. The first pattern has no lines. */
const patternPaths: readonly string[] = ['', 'M0 6L6 0', 'M0 0L6 6', 'M0 3H6', 'M3 0V6']

/** Creates an SVG pattern for each style (colour and pattern) by which bars of tokens are told apart. */
export function createPatterns(document: Document): SVGDefsElement {
  const definitions = createSvg(document, 'defs')
  for (const name of tokenStyleNames) {
    const [colour = 0, pattern = 0] = name.split('-').map(Number)
    const tile = createSvg(document, 'pattern', { id: `token-${name}`, width: 6, height: 6, patternUnits: 'userSpaceOnUse' })
    tile.append(createSvg(document, 'rect', { width: 6, height: 6, class: `token-${colour}` }))
    const d = patternPaths[pattern]
    if (d) tile.append(createSvg(document, 'path', { d, class: 'stripe' }))
    definitions.append(tile)
  }
  return definitions
}
