import type { ClientOptions } from '@everbearer/testbed'
import { atTokenEndpoint, type FaultTable } from './fault-row.ts'

export const corsFaults: FaultTable = {
  none: { finds: ['cors wrong'], cors: false },
  exposeChallenge: { finds: ['cors warning'], cors: { exposeChallenge: false } },
}

const fields = (changed: Record<string, unknown>): ClientOptions => ({ responseFields: (original) => ({ ...original, ...changed }) })

export const clientFaults: FaultTable = {
  healthy: { finds: [] },
  'takes Basic alone': { finds: [], client: { authentication: 'client_secret_basic' } },
  'takes Basic alone, and another method is named': {
    finds: ['authentication wrong'],
    client: { authentication: 'client_secret_basic' },
    args: ['--authentication', 'client_secret_post'],
    optionsWork: 'never',
  },
  'takes no assertions': { finds: ['authentication wrong'], args: ['--authentication', 'client_secret_jwt'], optionsWork: 'never' },
  'has another secret': { finds: ['authentication wrong'], secret: 'wrong-secret' },
  'has another id': { finds: ['authentication wrong'], client: { clientId: 'another' }, optionsWork: 'never' },
  'gets no refresh token': { finds: [], client: { refreshTokens: false } },
  'keeps its refresh token': { finds: [], client: { rotateRefreshTokens: false } },
  'gets tokens for a second': { finds: ['lifetime warning'], client: { accessTokenLifetime: 1.5 } },
  'gets no scope': { finds: ['scope warning'], client: fields({ scope: 'other' }), args: ['--scope', 'openid'] },
  'gets no access token': { finds: ['token-response wrong'], client: fields({ access_token: undefined }), optionsWork: 'never' },
  'gets an access token with a space': {
    finds: ['token-response wrong', 'api wrong'],
    client: fields({ access_token: 'a b' }),
    optionsWork: 'never',
  },
  'gets no token type': { finds: ['token-response warning'], client: fields({ token_type: undefined }) },
  'gets MAC tokens': { finds: ['token-response wrong'], client: fields({ token_type: 'mac' }), optionsWork: 'never' },
  'gets DPoP tokens': { finds: ['dpop wrong'], client: fields({ token_type: 'DPoP' }), optionsWork: 'never' },
  'gets no expires_in': { finds: ['lifetime warning'], client: fields({ expires_in: undefined }) },
  'gets expires_in: 0': { finds: ['lifetime warning'], client: fields({ expires_in: 0 }) },
  'gets expires_in as a text': { finds: ['lifetime warning'], client: fields({ expires_in: '300' }) },
  'gets refresh_expires_in: 0': { finds: [], client: fields({ refresh_expires_in: 0 }) },
  'gets refresh_expires_in as a word': { finds: ['token-response warning'], client: fields({ refresh_expires_in: 'never' }) },
  'gets an empty refresh token': { finds: ['token-response warning'], client: fields({ refresh_token: '' }) },
  'may not refresh': {
    finds: ['refresh wrong'],
    mayFind: ['dead-refresh-token warning'],
    switchOn: atTokenEndpoint({ kind: 'status', status: 400, body: { error: 'unauthorized_client' } }, { grantType: 'refresh_token' }),
  },
}
