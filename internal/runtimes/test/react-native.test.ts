import { describeTargets } from './describe-targets.ts'

describeTargets('React Native')
