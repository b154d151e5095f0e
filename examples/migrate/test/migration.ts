import type { ClientOptions } from '@everbearer/testbed'
import type { Settings, Tokens } from '../settings.ts'
import type { Call } from './call.ts'
import type { Seen } from './seen.ts'

export type Open = (settings: Settings, tokens: Tokens) => Promise<Call>

export interface Variant {
  readonly open: Open
  /** Of the folder, without its ending. @default none: the code before, with other options */
  readonly file?: string
  /** How the client is registered. @default as for the migration */
  readonly client?: ClientOptions
}

/** One guide: the code that a user has, and the code that takes its place. */
export interface Migration {
  /** Of the folder in examples/migrate and of the page in docs/guide/migrate. */
  readonly name: string
  /** What the user comes from, as tables name it. */
  readonly from: string
  /** The package whose version the page names. */
  readonly library: string
  /** How the client is registered. @default a public client whose refresh tokens rotate */
  readonly client?: ClientOptions
  readonly before: Open
  /** More code, by its description: the code before with other options, or other code that takes its place. */
  readonly variants?: Readonly<Record<string, Variant>>
  readonly after: Open
  /** Does the code before refresh by a timer of its own? */
  readonly hasTimer?: true
  /** Can the calls be POST requests? @default true */
  readonly canPost?: false
  /** Is there a user, and so a refresh token? @default true */
  readonly hasUser?: false
  /** Has every caller of a storm, with the code before, come as far as it can without a token response? */
  readonly isStuckBefore?: (seen: Seen, callers: number) => boolean
}
