import { readFileSync } from 'node:fs'
import type { CDPSession, Frame, Page, Route } from 'playwright-core'
import { browsing } from './browsing.ts'
import { DISPATCH, PRELOAD_WORLD, WIRE, preloadHalves } from './preload-world.ts'
import { handlerFor, isRefused, toApp } from './session.ts'

/** What a page asks of its owner (web-contents.ts). */
export type PageOwner = {
  /** True: the owner's listeners prevented it. */
  navigates(url: string, mainFrame: boolean): boolean
  opensWindow(url: string): void
  hears(
    message: { kind: 'invoke' | 'send'; channel: string; args: unknown[] },
    frame: Frame
  ): Promise<object | undefined>
  closed(): void
}

/** A tab that stands for a window's page. */
export type OpenPage = { page: Page; targetId: string; tell(message: object): Promise<void> }

export async function openPage(owner: PageOwner, preload: string | undefined): Promise<OpenPage> {
  const page = await browsing.context().newPage()
  const session = await browsing.context().newCDPSession(page)
  page.on('close', () => owner.closed())
  page.on('popup', (popup) => {
    // A link with a target: Electron asks before there is a window, Chromium tells after.
    owner.opensWindow(toApp(popup.url()))
    void popup.close()
  })
  await page.route(
    () => true,
    (route) => answer(route, page, owner)
  )
  const tell = preload === undefined ? async () => undefined : await isolate(session, { page, owner, preload })
  const { targetInfo } = await session.send('Target.getTargetInfo')
  return { page, targetId: targetInfo.targetId, tell }
}

/** Runs the preload in a world of its own at each new document, with a wire that only that world has. */
async function isolate(
  session: CDPSession,
  { page, owner, preload }: { page: Page; owner: PageOwner; preload: string }
) {
  let world: number | undefined
  const tell = async (message: object) => {
    if (world === undefined) return
    const expression = `${DISPATCH}(${JSON.stringify(message)})`
    await session.send('Runtime.evaluate', { expression, contextId: world }).catch(() => undefined)
  }
  session.on('Runtime.executionContextCreated', ({ context }) => {
    const { frameId } = (context.auxData ?? {}) as { frameId?: string }
    if (context.name === PRELOAD_WORLD && frameId === mainFrameId) world = context.id
  })
  session.on('Runtime.bindingCalled', ({ name, payload }) => {
    if (name !== WIRE) return
    const message = JSON.parse(payload) as { kind: 'invoke' | 'send'; channel: string; args: unknown[]; id: number }
    void owner.hears(message, page.mainFrame()).then((reply) => reply && tell({ reply: message.id, ...reply }))
  })
  await session.send('Page.enable')
  const mainFrameId = (await session.send('Page.getFrameTree')).frameTree.frame.id
  await session.send('Runtime.enable')
  await session.send('Runtime.addBinding', { name: WIRE, executionContextName: PRELOAD_WORLD })
  const halves = preloadHalves(readFileSync(preload, 'utf8'))
  await session.send('Page.addScriptToEvaluateOnNewDocument', { source: halves.page })
  await session.send('Page.addScriptToEvaluateOnNewDocument', { source: halves.isolated, worldName: PRELOAD_WORLD })
  return tell
}

/** Answers the app's own schemes by its handlers and everything else by nothing: no packet leaves the machine. */
async function answer(route: Route, page: Page, owner: PageOwner): Promise<void> {
  const request = route.request()
  const url = toApp(request.url())
  const mainFrame = request.isNavigationRequest() && request.frame() === page.mainFrame()
  if (request.isNavigationRequest() && owner.navigates(url, mainFrame)) return route.abort('aborted')
  if (isRefused({ url, method: request.method(), resourceType: request.resourceType() })) {
    return route.abort('blockedbyclient')
  }
  const handler = handlerFor(url)
  // A page that escapes must be seen to have escaped.
  if (handler === undefined && mainFrame)
    return route.fulfill({ contentType: 'text/html', body: '<h1>left the app</h1>' })
  if (handler === undefined) return route.abort('internetdisconnected')
  const body = request.postDataBuffer()
  const asked = new Request(url, {
    method: request.method(),
    headers: request.headers(),
    ...(body === null ? {} : { body: new Uint8Array(body) }),
  })
  const response = await handler(asked)
  const headers = Object.fromEntries(response.headers)
  return route.fulfill({ status: response.status, headers, body: Buffer.from(await response.arrayBuffer()) })
}
