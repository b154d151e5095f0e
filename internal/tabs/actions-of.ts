import type { Engine } from '../browsers/index.ts'
import { tabActions, type TabAction } from './plan.ts'

const methods: Readonly<Partial<Record<TabAction, keyof Engine['limits']>>> = { crash: 'crash', freeze: 'freeze', leave: 'back' }

/** What the driver of the browser can do with a tab, and what it can't do, with the reasons. */
export function actionsOf({ limits }: Pick<Engine, 'limits'>): {
  readonly possible: readonly TabAction[]
  readonly missing: readonly string[]
} {
  const limitOf = (action: TabAction): string | undefined => {
    const method = methods[action]
    return method && limits[method]
  }
  return {
    possible: tabActions.filter((action) => limitOf(action) === undefined),
    missing: tabActions.flatMap((action) => {
      const limit = limitOf(action)
      return limit === undefined ? [] : [`${action}: ${limit}`]
    }),
  }
}
