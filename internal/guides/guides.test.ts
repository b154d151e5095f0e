import { describePages } from './describe-pages.ts'
import { pages } from './pages/index.ts'

describePages(pages)
