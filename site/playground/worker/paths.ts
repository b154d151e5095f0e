/** The folder of the playground's server below the base of the site. No page is there. */
export const serverFolder = 'playground-server/'

/** The file of the service worker below the base of the site. Its scope is the whole site; it responds to requests to `serverFolder` only. */
export const workerFile = 'playground-worker.js'

/** The page of the second tab below the base of the site. */
export const otherTabFile = 'playground-other-tab.html'

/** What the page asks of a worker that does not control the page: that it takes control. */
export const claimMessage = 'claim'
