// NestJS reads what this adds to `Reflect`.
// oxlint-disable-next-line import/no-unassigned-import
import 'reflect-metadata'
import { withBearer } from '@everbearer/axios'
import { describeNeighbour } from '@everbearer/testing/neighbour'
import { HttpModule, HttpService } from '@nestjs/axios'
import { NestFactory } from '@nestjs/core'
import { isAxiosError } from 'axios'
import { firstValueFrom } from 'rxjs'

describeNeighbour('@nestjs/axios', {
  async start(bench, onEnd) {
    const module = HttpModule.register({ baseURL: bench.testbed.api })
    const app = await NestFactory.createApplicationContext(module, { logger: false })
    onEnd(() => app.close())
    const http = app.get(HttpService)
    withBearer(http.axiosRef, bench.auth)
    return async (index) => (await firstValueFrom(http.get<unknown>(`/orders/${index}`))).data
  },
  isOwnError: (error, status) => isAxiosError(error) && error.response?.status === status,
})
