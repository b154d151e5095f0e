import { expectMatch } from '../assert.ts'
import type { Behaviour } from '../behaviour.ts'

const ended = { kind: 'everbearer', code: 'ERR_SESSION_ENDED' }

export const userSwitches: readonly Omit<Behaviour, 'theme'>[] = [
  {
    name: 'a retry of the client’s own does not go out in the session of the next user',
    needs: ['retries'],
    async run(context) {
      await context.warm()
      const onRetry = (): void => {
        void context.auth.clear()
        void context.auth.setTokens({ access_token: 'of-the-next-user', expires_in: 300 })
      }
      const client = await context.client({ retries: 1, onRetry })
      await context.testbed.failApi({ kind: 'status', status: 503 }, { times: 1 })
      expectMatch(await context.outcome({ method: 'PUT', path: '/echo', body: 'of-the-first-user' }, client), ended)
      await context.expectCounts({ apiRequests: 2 })
    },
  },
  {
    name: 'a request whose hooks wait while the user changes does not go out in the session of the next user',
    needs: ['hooks-before'],
    async run(context) {
      await context.warm()
      const request = async (): Promise<void> => {
        await context.auth.clear()
        await context.auth.setTokens({ access_token: 'of-the-next-user', expires_in: 300 })
      }
      const client = await context.client({ hooks: { before: { request } } })
      expectMatch(await context.outcome({ method: 'PUT', path: '/echo', body: 'of-the-first-user' }, client), ended)
      await context.expectCounts({ apiRequests: 1 })
    },
  },
]
