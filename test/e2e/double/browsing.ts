import { chromium, type BrowserContext } from 'playwright-core'

let context: BrowserContext | undefined

/** The browser that draws the windows. */
export const browsing = {
  async connect(endpoint: string): Promise<void> {
    const browser = await chromium.connectOverCDP(endpoint)
    context = browser.contexts()[0]
  },
  context(): BrowserContext {
    if (context === undefined) throw new Error('electron double: no browser is connected')
    return context
  },
}
