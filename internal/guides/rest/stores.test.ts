import { describePages } from '../describe-pages.ts'
import { stores } from '../pages/stores.ts'

// PostgreSQL takes some seconds to start.
describePages([stores])
