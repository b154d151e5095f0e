import { fetchSubject } from '../../../packages/fetch/test/subject.ts'
import type { CreateSubject } from '../job.ts'

export const createSubject: CreateSubject = () => fetchSubject
