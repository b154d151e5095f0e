import type { SideName } from '../run/contest.ts'
import type { Client, Rival } from '../setup/catalogue.ts'

/** The text of each side's file: what is shown is what runs. */
const files = import.meta.glob<string>('../sides/*/*.ts', { query: '?raw', import: 'default' })

/** Loads the code of both sides. */
export async function sourcesOf(client: Client, rival: Rival): Promise<Record<SideName, string>> {
  const load = async (name: string): Promise<string> => (await files[`../sides/${client}/${name}.ts`]?.()) ?? ''
  const [ours, other] = await Promise.all([load('everbearer'), load(rival)])
  return { ours, rival: other }
}
