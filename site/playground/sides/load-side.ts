import type { Client, Rival } from '../setup/catalogue.ts'
import type { Setup } from '../setup/setup.ts'
import type { OpenSide } from './side.ts'

interface SideFile {
  readonly open: OpenSide
}

/** Loads a client's libraries only when the visitor chooses them. */
const ours: Readonly<Record<Client, () => Promise<SideFile>>> = {
  axios: () => import('./axios/everbearer.ts'),
  ky: () => import('./ky/everbearer.ts'),
  ofetch: () => import('./ofetch/everbearer.ts'),
  fetch: () => import('./fetch/everbearer.ts'),
}

const rivals: Readonly<Record<Client, Readonly<Partial<Record<Rival, () => Promise<SideFile>>>>>> = {
  axios: {
    interceptor: () => import('./axios/interceptor.ts'),
    'auth-refresh': () => import('./axios/auth-refresh.ts'),
    nothing: () => import('./axios/nothing.ts'),
  },
  ky: { recipe: () => import('./ky/recipe.ts'), nothing: () => import('./ky/nothing.ts') },
  ofetch: { recipe: () => import('./ofetch/recipe.ts'), nothing: () => import('./ofetch/nothing.ts') },
  fetch: { wrapper: () => import('./fetch/wrapper.ts'), nothing: () => import('./fetch/nothing.ts') },
}

/** Loads both sides of a setup. @throws {TypeError} the client has no such rival */
export async function loadSides({ client, rival }: Setup): Promise<{ ours: OpenSide; rival: OpenSide }> {
  const load = rivals[client][rival]
  if (load === undefined) throw new TypeError(`${client} has no rival ${rival}. Allowed: ${Object.keys(rivals[client]).join(', ')}.`)
  const [first, second] = await Promise.all([ours[client](), load()])
  return { ours: first.open, rival: second.open }
}
