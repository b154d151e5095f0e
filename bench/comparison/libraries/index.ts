import { alova } from './alova.ts'
import { axiosAuthRefresh } from './axios-auth-refresh.ts'
import { azure } from './azure.ts'
import { badgateway } from './badgateway.ts'
import { everbearer } from './everbearer.ts'
import { google } from './google.ts'
import type { Library } from './library.ts'

/** The libraries that run here, in the order of the columns. */
export const libraries: readonly Library[] = [everbearer, axiosAuthRefresh, badgateway, alova, google, azure]
