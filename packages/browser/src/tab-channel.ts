/** A message between pages: a question, a reply, or (without an id) the news that the record in the database has changed. */
interface Message {
  /** The topic of a question or of its reply: the id of a token, or `lock` for the question who holds the lock. */
  readonly id?: string
  /** The reply to a question. It never contains a refresh token. Undefined: the message is not a reply. */
  readonly reply?: unknown
}

/** The functions that are called for messages of other pages. */
export interface TabReplies {
  readonly onSaved: () => void
  /** Returns the reply to a question. Undefined: this page can't reply. */
  readonly reply: (id: string) => unknown
}

/** The channel to the other pages that use the same store. */
export interface TabChannel {
  readonly open: () => void
  /** Closes the channel. Called before the page goes into the back/forward cache: a message would remove the page from the cache. */
  readonly close: () => void
  readonly tellSaved: () => void
  /** Sends a question to the other pages: for the token `id`, or who holds the lock. Waits at most `ms`. Undefined: no reply came. */
  readonly ask: (id: string, ms: number) => Promise<unknown>
}

/** Makes the channel between the pages of a store. @param place - the name of the `BroadcastChannel` */
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
