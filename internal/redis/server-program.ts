/** The servers that tests run on. */
export const serverKinds = ['redis', 'valkey'] as const

export type ServerKind = (typeof serverKinds)[number]

/** The program of a server. */
export interface ServerProgram {
  readonly path: string
  /** Variables that the program needs beside those of this process. */
  readonly environment: Readonly<Record<string, string>>
}
