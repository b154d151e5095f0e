import { describeTargets } from './describe-targets.ts'

describeTargets('Node 24')
