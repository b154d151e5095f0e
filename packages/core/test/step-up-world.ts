import { type CoordinatorOptions, stepUp, type StepUpChallenge, type TokenResponse } from '../src/index.ts'
import type { Authorization } from '../src/adapter/index.ts'
import { flush } from './fake-clock.ts'
import { createWorld, type World } from './world.ts'

/** One call of the hook that a test answers when it likes. */
export interface HookCall extends StepUpChallenge {
  readonly respond: (response: unknown) => Promise<void>
  readonly fail: (error: unknown) => Promise<void>
}

type Demand = Parameters<World['rejected']>[1]

/** A world whose hook of `stepUp` answers by hand. */
export interface StepUpWorld {
  readonly world: World
  /** Calls of the hook, in their order. */
  readonly hooked: HookCall[]
  /** What an adapter asks after a response that demands more of the token. */
  readonly demanded: (sent: Authorization, challenge?: string, more?: Demand) => Promise<Authorization | undefined>
}

export const gold = 'Bearer error="insufficient_user_authentication", acr_values="gold"'
export const admin = 'Bearer error="insufficient_scope", scope="admin"'

export function createStepUpWorld(options: Partial<CoordinatorOptions> = {}): StepUpWorld {
  const hooked: HookCall[] = []
  const hook = (challenge: StepUpChallenge): Promise<TokenResponse | undefined> => {
    const { promise, resolve, reject } = Promise.withResolvers<TokenResponse | undefined>()
    hooked.push({
      ...challenge,
      async respond(response) {
        resolve(response as TokenResponse)
        await flush()
      },
      async fail(error) {
        reject(error)
        await flush()
      },
    })
    return promise
  }
  const world = createWorld({ stepUp: stepUp(hook), ...options })
  return {
    world,
    hooked,
    demanded: (sent, challenge = gold, more = {}) => world.rejected(sent, { challenge, ...more }),
  }
}
