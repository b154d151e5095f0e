import { like } from '../assert.ts'
import type { Behaviour } from '../behaviour.ts'

const ended = { kind: 'everbearer', code: 'ERR_SESSION_ENDED' }

export const userSwitches: readonly Omit<Behaviour, 'theme'>[] = [
  {
    name: 'a retry of the client’s own does not go out in the session of the next user',
    needs: ['retries'],
    async run(scene) {
      await scene.warm()
      const onRetry = (): void => {
        void scene.auth.clear()
        void scene.auth.setTokens({ access_token: 'of-the-next-user', expires_in: 300 })
      }
      const client = await scene.client({ retries: 1, onRetry })
      await scene.testbed.failApi({ kind: 'status', status: 503 }, { times: 1 })
      like(await scene.outcome({ method: 'PUT', path: '/echo', body: 'of-the-first-user' }, client), ended)
      await scene.counted({ apiRequests: 2 })
    },
  },
  {
    name: 'a request whose hooks wait while the user changes does not go out in the session of the next user',
    needs: ['hooks-before'],
    async run(scene) {
      await scene.warm()
      const request = async (): Promise<void> => {
        await scene.auth.clear()
        await scene.auth.setTokens({ access_token: 'of-the-next-user', expires_in: 300 })
      }
      const client = await scene.client({ hooks: { before: { request } } })
      like(await scene.outcome({ method: 'PUT', path: '/echo', body: 'of-the-first-user' }, client), ended)
      await scene.counted({ apiRequests: 1 })
    },
  },
]
