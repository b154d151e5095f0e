import { describeColumns } from './describe-columns.ts'

describeColumns('workerd')
