import type { Message } from '../recording/recording.ts'

/** Shows the messages, newest first. Entries that have not changed are reused. */
export function showMessages(list: HTMLOListElement, messages: readonly Message[]): void {
  for (const [index, message] of messages.toReversed().entries()) {
    const entry = list.children[index] ?? list.appendChild(createEntry(list.ownerDocument))
    if (entry.className !== message.level) entry.className = message.level
    setText(entry.children[0], message.level)
    setText(entry.children[1], textOf(message))
  }
  while (list.children.length > messages.length) list.lastElementChild?.remove()
}

/** Shows one line for each text. */
export function showLines(list: HTMLElement, lines: readonly string[]): void {
  for (const [index, line] of lines.entries())
    setText(list.children[index] ?? list.appendChild(list.ownerDocument.createElement('li')), line)
  while (list.children.length > lines.length) list.lastElementChild?.remove()
}

function createEntry(document: Document): HTMLElement {
  const entry = document.createElement('li')
  entry.append(document.createElement('b'), document.createElement('span'))
  return entry
}

function textOf({ text, client, count }: Message): string {
  return `${client === undefined ? '' : `${client}: `}${text}${count === 1 ? '' : ` (${count} times)`}`
}

function setText(element: Element | undefined, text: string): void {
  if (element !== undefined && element.textContent !== text) element.textContent = text
}
