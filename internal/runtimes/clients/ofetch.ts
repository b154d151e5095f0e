import { ofetchSubject } from '../../../packages/ofetch/test/subject.ts'
import type { CreateSubject } from '../job.ts'

export const createSubject: CreateSubject = () => ofetchSubject()
