import { describeTabs } from './describe-tabs.ts'

describeTabs('Firefox', 'firefox')
