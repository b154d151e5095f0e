/** What pages tell each other. A message without an id says that the record has changed. */
interface Message {
  /** What the question, or the reply to it, is about. */
  readonly id?: string
  /** Undefined: a question. Never a refresh token. */
  readonly reply?: unknown
}

/** What this page does for the others. */
export interface TabReplies {
  readonly onSaved: () => void
  /** Undefined: this page can't reply. */
  readonly reply: (id: string) => unknown
}

/** The other pages of one store. */
export interface TabChannel {
  readonly open: () => void
  /** Also before the page goes into the back/forward cache: a message would evict the page from there. */
  readonly close: () => void
  readonly tellSaved: () => void
  /** Asks the other pages, and waits for `ms` at most. Undefined: no page has replied. */
  readonly ask: (id: string, ms: number) => Promise<unknown>
}

/** @param place - the name of the channel */
export function createTabChannel(place: string, { onSaved, reply: replyTo }: TabReplies): TabChannel {
  const waiting = new Set<(message: Message) => void>()
  let channel: BroadcastChannel | undefined

  return {
    open() {
      if (channel !== undefined) return
      channel = new BroadcastChannel(place)
      channel.onmessage = ({ data }) => receive(data as Message)
    },

    close() {
      channel?.close()
      channel = undefined
    },

    tellSaved: () => channel?.postMessage({}),

    ask(id, ms) {
      return new Promise((resolve) => {
        const end = (reply?: unknown): void => {
          clearTimeout(timer)
          waiting.delete(hear)
          resolve(reply)
        }
        const hear = (message: Message): unknown => message.id === id && message.reply !== undefined && end(message.reply)
        const timer = setTimeout(end, ms)
        waiting.add(hear)
        channel?.postMessage({ id })
      })
    },
  }

  function receive(message: Message): void {
    const { id } = message
    if (id === undefined) return onSaved()
    for (const hear of waiting) hear(message)
    const reply = message.reply === undefined ? replyTo(id) : undefined
    if (reply !== undefined) channel?.postMessage({ id, reply })
  }
}
