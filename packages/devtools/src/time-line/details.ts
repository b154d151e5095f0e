import type { Description } from './descriptions.ts'

/** Shows the details of a request or a refresh. @param described - undefined: the element shows how to select a request or a refresh */
export function showDetails(element: HTMLElement, described: Description | undefined): void {
  const texts = described === undefined ? [] : [described.title, ...described.steps]
  const shown = JSON.stringify(texts)
  if (element.dataset['shown'] === shown) return
  element.dataset['shown'] = shown
  const create = (tag: 'p' | 'strong' | 'ul' | 'li', ...children: (Node | string)[]): HTMLElement => {
    const created = element.ownerDocument.createElement(tag)
    created.append(...children)
    return created
  }
  if (described === undefined)
    element.replaceChildren(create('p', 'Select a request or a refresh: by a click, or by Tab and the arrow keys.'))
  else element.replaceChildren(create('strong', described.title), create('ul', ...described.steps.map((step) => create('li', step))))
}
