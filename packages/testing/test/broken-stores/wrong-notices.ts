import type { BrokenStore } from './broken-store.ts'
import { recordIn, rightSteps, type Server, travel } from './reference-place.ts'

/** Stores that report changes wrongly, or show too much in errors. */
export const wrongNotices: readonly BrokenStore[] = [
  {
    fault: 'reports no change',
    steps: { subscribe: () => () => {} },
    noticedBy: [
      'a listener is called when another store saves, each time',
      'a listener is not called after it unsubscribes, and others are',
      'a listener may unsubscribe twice, and others are still called',
      'a listener that throws harms neither the writer nor other listeners',
      'a logout in one coordinator ends the session in another',
    ],
  },
  {
    fault: 'reports the first change only',
    steps: {
      subscribe(server, listener) {
        const unsubscribe = rightSteps.subscribe(server, () => {
          unsubscribe()
          listener()
        })
        return unsubscribe
      },
    },
    noticedBy: [
      'a listener is called when another store saves, each time',
      'a listener is not called after it unsubscribes, and others are',
      'a listener that throws harms neither the writer nor other listeners',
      'a logout in one coordinator ends the session in another',
    ],
  },
  {
    fault: 'calls a listener that has unsubscribed',
    steps: {
      subscribe(server, listener) {
        rightSteps.subscribe(server, listener)
        return () => {}
      },
    },
    noticedBy: ['a listener is not called after it unsubscribes, and others are'],
  },
  {
    fault: 'unsubscribes all listeners',
    steps: {
      subscribe(server, listener) {
        rightSteps.subscribe(server, listener)
        return () => server.listeners.clear()
      },
    },
    noticedBy: [
      'a listener is not called after it unsubscribes, and others are',
      'a listener may unsubscribe twice, and others are still called',
    ],
  },
  {
    fault: 'unsubscribes the oldest listener',
    steps: {
      subscribe(server, listener) {
        rightSteps.subscribe(server, listener)
        return () => void server.listeners.delete([...server.listeners.keys()][0]!)
      },
    },
    noticedBy: ['a listener may unsubscribe twice, and others are still called'],
  },
  {
    fault: 'lets a listener that throws fail the writer',
    steps: notifying((server) => {
      for (const listener of server.listeners.values()) listener()
    }),
    noticedBy: ['a listener that throws harms neither the writer nor other listeners'],
  },
  {
    fault: 'calls no listener after one that throws',
    steps: notifying((server) => {
      try {
        for (const listener of server.listeners.values()) listener()
      } catch {
        // The others are not called.
      }
    }),
    noticedBy: ['a listener that throws harms neither the writer nor other listeners'],
  },
  {
    fault: 'drops a listener that throws',
    steps: {
      subscribe(server, listener) {
        const unsubscribe = rightSteps.subscribe(server, () => {
          try {
            listener()
          } catch {
            unsubscribe()
          }
        })
        return unsubscribe
      },
    },
    noticedBy: ['a listener that throws harms neither the writer nor other listeners'],
  },
  {
    fault: 'shows the record in its errors',
    steps: {
      async save(server, next, expected, own) {
        try {
          return await rightSteps.save(server, next, expected, own)
        } catch (error) {
          throw Object.assign(new Error('not saved', { cause: error }), { command: ['SET', next] })
        }
      },
    },
    noticedBy: ['an error about a record that is not JSON shows no secret', 'an error of a store that is away shows no secret'],
  },
]

function notifying(notify: (server: Server) => void): BrokenStore['steps'] {
  return {
    async save(server, next, expected) {
      const text = JSON.stringify(next)
      await travel(server)
      if ((recordIn(server)?.revision ?? 0) !== expected) return false
      server.text = text
      notify(server)
      return true
    },
  }
}
