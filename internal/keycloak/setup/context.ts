/** What the tests are told of the servers that were started for them. */
export type KeycloakContext =
  | {
      readonly missing?: undefined
      readonly version: string
      /** Keycloak without a path, and under `/auth`: where their realms begin. */
      readonly plain: string
      readonly auth: string
      /** Where the servers are controlled. */
      readonly control: string
    }
  /** Why there are none, and the command that would change that. */
  | { readonly missing: string }

declare module 'vitest' {
  export interface ProvidedContext {
    keycloak: KeycloakContext
  }
}
