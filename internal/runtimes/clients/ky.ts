import { kySubject } from '../../../packages/ky/test/subject.ts'
import type { CreateSubject } from '../job.ts'

export const createSubject: CreateSubject = () => kySubject()
