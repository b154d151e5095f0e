import type { SubscribeToChannel } from './connection.ts'

/** The functions with which a client's connection for messages subscribes and unsubscribes. */
export interface HubTransport {
  subscribe(channel: string): Promise<unknown>
  unsubscribe(channel: string): Promise<unknown>
}

/** Object that shares one connection for messages among the stores of a client. */
export interface Hub {
  readonly subscribe: SubscribeToChannel
  /** Passes a message to the listeners of its channel. */
  readonly deliver: (channel: string, message: unknown) => void
  /** Function to call after a reconnect. Subscribes to the channels again, then calls `onGap`, as messages may have been lost. */
  readonly reconnected: () => void
}

interface Member {
  /** True: Redis has confirmed this listener's subscription. A reconnect calls `onGap` only for listeners with a confirmed subscription. */
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
