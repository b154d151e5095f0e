import type { Theme } from 'vitepress'
import DefaultTheme from 'vitepress/theme-without-fonts'
import FrontLayout from '../../theme/front-layout.vue'
import SiteLayout from '../../theme/site-layout.vue'
import '../../theme/site.css'

export default {
  extends: DefaultTheme,
  Layout: SiteLayout,
  enhanceApp({ app }) {
    // The front page asks for this layout by name.
    app.component('FrontLayout', FrontLayout)
  },
} satisfies Theme
