import { responseWith, type ChooseStatus } from './responses.ts'

/**
 * Puts a plain function in the place of the platform's fetch, for this whole process. Little is left below the adapters, so
 * their share looks larger than any user will see.
 */
export function installNoOpFunction(chooseStatus: ChooseStatus): void {
  globalThis.fetch = async (input, init) => {
    const { status: settled, text, headers } = responseWith(await chooseStatus(authorizationOf(input, init)))
    return new Response(text, { status: settled, headers })
  }
}

function authorizationOf(input: Parameters<typeof fetch>[0], init: Parameters<typeof fetch>[1]): string | undefined {
  const headers = init?.headers ?? (input instanceof Request ? input.headers : undefined)
  if (headers instanceof Headers) return headers.get('authorization') ?? undefined
  const plain = (headers ?? {}) as Readonly<Record<string, string>>
  return plain['Authorization'] ?? plain['authorization']
}
