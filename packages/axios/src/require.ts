// This file is for `require()` in Node. It has the same functions, but uses the copy of axios that `require('axios')` loads.
// @ts-expect-error -- the file has no types of its own
import axios from 'axios/dist/node/axios.cjs'
import { install } from './install.ts'
import { createInterceptor } from './interceptor.ts'
import type { AxiosLibrary } from './axios-copy.ts'
import type * as esm from './with-bearer.ts'

export * from '@everbearer/core'

const library = axios as AxiosLibrary

export const withBearer: typeof esm.withBearer = function (client, auth) {
  return install(client, auth, library, arguments)
}

export const bearerInterceptor: typeof esm.bearerInterceptor = (auth) => createInterceptor(auth, library)
