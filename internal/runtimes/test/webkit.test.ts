import { describeTabs } from './describe-tabs.ts'

describeTabs('WebKit', 'webkit')
