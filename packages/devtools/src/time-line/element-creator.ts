/** Creates an element with a class and children. An empty class name: no class. */
export type CreateElement = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className: string,
  ...children: (Node | string)[]
) => HTMLElementTagNameMap[Tag]

export function elementCreator(document: Document): CreateElement {
  return (tag, className, ...children) => {
    const element = document.createElement(tag)
    if (className !== '') element.className = className
    element.append(...children)
    return element
  }
}
