import { describeBehaviours } from '../node/vitest.ts'
import { referenceSubject } from './reference-subject.ts'

describeBehaviours(referenceSubject())
