import { openWithToken } from '../../contenders/alova.ts'
import { tokenVariable } from '../../contenders/contender.ts'
import { type Library, type Request, requestToken } from './library.ts'

async function readStatus(response: Response): Promise<{ status: number }> {
  await response.arrayBuffer()
  return { status: response.status }
}

export const alova: Library = {
  name: 'alova’s token authentication',
  packageName: 'alova',
  ways: [
    {
      name: 'createServerTokenAuthentication',
      open: (account) => {
        const instance = openWithToken(tokenVariable({ obtain: () => requestToken(account) }), readStatus)
        return {
          send: async ({ url, payload, isStream, signal }: Request) => {
            const data = isStream === true ? new Blob([JSON.stringify(payload)]).stream() : payload
            const call = data === undefined ? instance.Get(url) : instance.Post(url, data, { duplex: 'half' })
            signal?.addEventListener('abort', () => call.abort(), { once: true })
            return ((await call) as { status: number }).status
          },
        }
      },
    },
  ],
}
