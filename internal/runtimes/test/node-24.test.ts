import { describeColumns } from './describe-columns.ts'

describeColumns('Node 24')
