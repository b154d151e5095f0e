import { createCoordinator } from '@everbearer/fetch'
import { refreshToken } from '@everbearer/oauth2'

export const auth = createCoordinator({
  source: refreshToken({ tokenEndpoint: 'https://auth.example.com/token', clientId: 'shop', clientAuthentication: 'none' }),
  origins: ['https://api.example.com'],
})
