import { describeTargets } from './describe-targets.ts'

describeTargets('Bun')
