import type { SubscribeToChannel } from './connection.ts'

/** How a client's own connection for messages subscribes. */
export interface HubTransport {
  subscribe(channel: string): Promise<unknown>
  unsubscribe(channel: string): Promise<unknown>
}

/** Shares one connection for messages among all stores of a client. */
export interface Hub {
  readonly subscribe: SubscribeToChannel
  /** Passes a message on to the listeners of its channel. */
  readonly deliver: (channel: string, message: unknown) => void
  /** To be called after a reconnect. Listeners are called when their channel is subscribed to again. */
  readonly reconnected: () => void
}

interface Member {
  /** Has Redis confirmed the subscription? Before that, no message can be lost. */
  isSubscribed: boolean
  readonly onMessage: (message: unknown) => void
  readonly onGap: () => void
}

export function createHub(transport: HubTransport): Hub {
  const channels = new Map<string, Set<Member>>()

  return {
    async subscribe(channel, onMessage, onGap) {
      const members = channels.get(channel) ?? new Set()
      const member: Member = { isSubscribed: false, onMessage, onGap }
      members.add(member)
      channels.set(channel, members)
      const leave = (): void => {
        if (!members.delete(member) || members.size > 0) return
        channels.delete(channel)
        transport.unsubscribe(channel).catch(() => {})
      }
      try {
        await transport.subscribe(channel)
        member.isSubscribed = true
      } catch (error) {
        leave()
        throw error
      }
      return leave
    },
    deliver(channel, message) {
      for (const { onMessage } of channels.get(channel) ?? []) onMessage(message)
    },
    reconnected() {
      for (const [channel, members] of channels) {
        const gapped = [...members].filter(({ isSubscribed }) => isSubscribed)
        const tell = (): void => {
          for (const member of gapped) if (members.has(member)) member.onGap()
        }
        transport.subscribe(channel).then(tell, () => {})
      }
    },
  }
}
