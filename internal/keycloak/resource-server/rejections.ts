/** How a resource server turns a token away. */
export interface ErrorDetails {
  readonly status: number
  /** The WWW-Authenticate header; none where there is none. */
  readonly challenge?: string
}

/** How real resource servers answer a token that is dead. */
export const rejections = {
  /** Spring Security, and Keycloak's own userinfo. */
  spring: {
    status: 401,
    challenge:
      'Bearer error="invalid_token", error_description="Token is not active", error_uri="https://tools.ietf.org/html/rfc6750#section-3.1"',
  },
  /** Spring Security 5.5.2 said this of an expired token. */
  springInvalidRequest: {
    status: 401,
    challenge: 'Bearer error="invalid_request", error_description="An error occurred while attempting to decode the Jwt"',
  },
  /** Quarkus OIDC says no more. */
  quarkus: { status: 401, challenge: 'Bearer' },
  /** keycloak-connect for Node says 403, and nothing else. */
  keycloakConnect: { status: 403 },
  /** A gateway, or a server behind one that strips headers. */
  none: { status: 401 },
} as const satisfies Record<string, ErrorDetails>

export type Style = keyof typeof rejections
