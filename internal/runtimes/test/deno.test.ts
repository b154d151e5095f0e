import { describeColumns } from './describe-columns.ts'

describeColumns('Deno')
