/** An entry of a list that can be selected. */
export interface ListItem {
  readonly id: string
  /** Text that a screen reader speaks. */
  readonly name: string
  /** Texts at the beginning and at the end of the entry. */
  readonly texts?: readonly [before: string, after: string]
  /** Place and size, px. Undefined: the entry is below the previous entry. */
  readonly box?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
}

/** A list whose entries can be selected by pointer or keyboard. */
export interface ItemList {
  readonly update: (items: readonly ListItem[]) => void
  readonly select: (id: string | undefined) => void
}

/** Number of entries by which each key moves the selection. */
const steps: Readonly<Record<string, number>> = {
  ArrowUp: -1,
  ArrowLeft: -1,
  ArrowDown: 1,
  ArrowRight: 1,
  PageUp: -10,
  PageDown: 10,
  Home: -Infinity,
  End: Infinity,
}

/**
 * Makes an element a list by the listbox pattern of ARIA: the element has the focus, and an attribute names the selected entry.
 *
 * @param prefix - beginning of the ids of the entries
 * @param onSelect - called with the id of the entry that the user selects; undefined: the user has removed the selection
 */
export function createItemList(element: HTMLElement, prefix: string, onSelect: (id: string | undefined) => void): ItemList {
  element.tabIndex = 0
  element.setAttribute('role', 'listbox')
  const shown = new Map<string, { readonly option: HTMLElement; item: ListItem }>()
  let order: readonly string[] = []
  let selected: string | undefined
  /** The entry of this list that was selected last, even if the selection is now in another list. */
  let last: string | undefined

  element.addEventListener('click', (event) => {
    const option = (event.target as Element).closest<HTMLElement>('[role=option]')
    if (option !== null) onSelect(option.id.slice(prefix.length))
  })
  element.addEventListener('keydown', (event) => {
    const step = steps[event.key]
    if (event.altKey || event.ctrlKey || event.metaKey || order.length === 0) return
    if (event.key === 'Escape' && selected !== undefined) onSelect(undefined)
    else if (step !== undefined) onSelect(order[nextIndex(step)])
    else return
    event.preventDefault()
  })
  // If a user enters the list by the Tab key, the last selected entry is selected again, or else the first entry.
  element.addEventListener('focus', () => {
    if (selected !== undefined || !element.matches(':focus-visible') || order.length === 0) return
    onSelect(last !== undefined && shown.has(last) ? last : order[0])
  })

  return {
    update(items) {
      const ids = new Set(items.map(({ id }) => id))
      for (const [id, { option }] of shown)
        if (!ids.has(id)) {
          option.remove()
          shown.delete(id)
        }
      for (const [index, item] of items.entries()) {
        const { option } = showItem(item)
        if (element.children[index] !== option) element.insertBefore(option, element.children[index] ?? null)
      }
      order = items.map(({ id }) => id)
    },
    select(id) {
      if (id === selected) return
      if (selected !== undefined) shown.get(selected)?.option.setAttribute('aria-selected', 'false')
      selected = id !== undefined && shown.has(id) ? id : undefined
      last = selected ?? last
      const option = selected === undefined ? undefined : shown.get(selected)?.option
      option?.setAttribute('aria-selected', 'true')
      if (option === undefined) element.removeAttribute('aria-activedescendant')
      else element.setAttribute('aria-activedescendant', option.id)
      if (option !== undefined && element.parentElement !== null) scrollTo(element.parentElement, option)
    },
  }

  function nextIndex(step: number): number {
    const now = selected === undefined ? -1 : order.indexOf(selected)
    if (now < 0) return step < 0 && step !== -Infinity ? order.length - 1 : 0
    return Math.min(order.length - 1, Math.max(0, now + step))
  }

  function showItem(item: ListItem): { readonly option: HTMLElement; item: ListItem } {
    const entry = shown.get(item.id) ?? { option: createOption(element.ownerDocument, prefix + item.id), item: { id: item.id, name: '' } }
    shown.set(item.id, entry)
    patchOption(entry.option, entry.item, item)
    entry.item = item
    return entry
  }
}

function createOption(document: Document, id: string): HTMLElement {
  const option = document.createElement('div')
  option.id = id
  option.setAttribute('role', 'option')
  option.setAttribute('aria-selected', 'false')
  const texts = Array.from({ length: 3 }, () => document.createElement('span'))
  // The name contains the visible texts, which may be cut off, so screen readers skip these texts.
  for (const visible of texts.slice(0, 2)) visible.setAttribute('aria-hidden', 'true')
  texts[2]!.className = 'hidden'
  option.append(...texts)
  return option
}

function patchOption(option: HTMLElement, before: ListItem, after: ListItem): void {
  if (before.name !== after.name) option.children[2]!.textContent = after.name
  for (const index of [0, 1] as const)
    if (before.texts?.[index] !== after.texts?.[index]) option.children[index]!.textContent = after.texts?.[index] ?? ''
  const { box } = after
  if (box === undefined) return
  // The properties are set by CSSOM, as a Content Security Policy may forbid the attribute `style`.
  Object.assign(option.style, { left: `${box.x}px`, top: `${box.y}px`, width: `${box.width}px`, height: `${box.height}px` })
}

/** Scrolls the box of the list until the entry is visible. `scrollIntoView()` would scroll the page, too. */
function scrollTo(box: HTMLElement, option: HTMLElement): void {
  const [top, bottom] = [option.offsetTop, option.offsetTop + option.offsetHeight]
  if (top < box.scrollTop) box.scrollTop = top
  else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = bottom - box.clientHeight
}
