import type { Theme } from 'vitepress'
import DefaultTheme from 'vitepress/theme-without-fonts'
import SiteLayout from '../../theme/site-layout.vue'
import '../../theme/site.css'

export default { extends: DefaultTheme, Layout: SiteLayout } satisfies Theme
