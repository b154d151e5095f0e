import { type Servers, tryAll } from './failures.ts'

await tryAll(JSON.parse(process.argv[2] ?? '') as Servers, (failure) => void process.stdout.write(`${JSON.stringify(failure)}\n`))
