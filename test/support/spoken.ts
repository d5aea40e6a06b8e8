import type { CDPSession, Frame } from 'playwright-core'
import type { VisitorPage } from './people.ts'

/**
 * What a screen reader would say of the panel, as far as a browser can tell: changes of live regions in their order, and
 * the accessibility tree in the order in which it is read. No screen reader runs here: which of them says what how is not
 * known from this.
 */
export interface Listener {
  /** Each text since the last call, with how it was said. */
  heard(): Promise<string[]>
  /** What has the keyboard focus. */
  focused(): Promise<string>
  /** What is read from the beginning of the panel to its end, a line for each stop; of `part` only, where it is named. */
  read(part?: { role: string; name: string }): Promise<string[]>
}

/** Runs in every frame before anything else of it. The words of live regions are put into `globalThis.heard`. */
function observe(): void {
  const heard: string[] = []
  Object.assign(globalThis, { heard })
  const LIVE = '[role="alert"], [role="status"], [role="log"], [aria-live]'
  const words = (node: Node): string => (node.textContent ?? '').replaceAll(/\s+/g, ' ').trim()
  const lastWords = new WeakMap<Element, string>()
  const isHidden = (region: Element) => region.closest('[inert], [aria-hidden="true"], [hidden]') !== null
  const say = (region: Element, text: string, how = region.role ?? 'live') => {
    if (text !== '' && !isHidden(region)) heard.push(`${how}: ${text}`)
  }
  const watch = new MutationObserver((changes) => {
    const whole = new Set<Element>()
    for (const { target, addedNodes } of changes) {
      const at = target instanceof Element ? target : target.parentElement
      const region = at?.closest(LIVE)
      if (region?.role === 'log') for (const node of addedNodes) say(region, words(node))
      else if (region) whole.add(region)
      for (const node of addedNodes) {
        if (!(node instanceof Element) || region) continue
        for (const fresh of [node, ...node.querySelectorAll(LIVE)]) {
          if (!fresh.matches(LIVE) || !fresh.isConnected) continue
          lastWords.set(fresh, words(fresh))
          // An alert is said when it appears. A status that appears with its words is said by few screen readers.
          say(
            fresh,
            words(fresh),
            fresh.role === 'alert' ? 'alert' : `NOT HEARD (${fresh.role} that came with its words)`,
          )
        }
      }
    }
    for (const region of whole) {
      const text = words(region)
      if (lastWords.get(region) !== text) say(region, text)
      lastWords.set(region, text)
    }
  })
  watch.observe(document, { subtree: true, childList: true, characterData: true })
}

interface AxNode {
  nodeId: string
  ignored: boolean
  role?: { value: string }
  name?: { value: string }
  properties?: { name: string; value: { value: unknown } }[]
  childIds?: string[]
}

/** Roles that are no stop of their own: what is in them is. */
const THROUGH = [
  'generic',
  'none',
  'paragraph',
  'strong',
  'emphasis',
  'RootWebArea',
  'Legend',
  'InlineTextBox',
  'LineBreak',
]
/** Roles of which the name is all that is read. */
const WHOLE = ['button', 'link', 'heading', 'textbox', 'StaticText', 'DisclosureTriangle']
const STATES = ['expanded', 'pressed', 'disabled', 'invalid', 'modal']

/** Listens to a visitor's browser. Call it before the visitor opens the panel's page. */
export async function listenTo(visitor: VisitorPage): Promise<Listener> {
  await visitor.watched.context.addInitScript(observe)
  let session: CDPSession | null = null
  let from = 0

  async function tree(): Promise<Map<string, AxNode>> {
    session ??= await visitor.watched.context.newCDPSession(visitor.page)
    const { frameTree } = await session.send('Page.getFrameTree')
    const panel = frameTree.childFrames?.find(({ frame }) => new URL(frame.url).pathname === '/panel')
    if (!panel) throw new Error('The panel is not there.')
    const { nodes } = await session.send('Accessibility.getFullAXTree', { frameId: panel.frame.id })
    return new Map((nodes as unknown as AxNode[]).map((node) => [node.nodeId, node]))
  }
  const frame = (): Frame => visitor.frame()

  return {
    async heard() {
      const all = await frame().evaluate(() => (globalThis as unknown as { heard: string[] }).heard)
      const fresh = all.slice(from)
      from = all.length
      return fresh.map(withoutTimes)
    },
    async focused() {
      const focused = [...(await tree()).values()].findLast((node) => state(node, 'focused') === true)
      return focused ? line(focused) : 'nothing'
    },
    async read(part) {
      const nodes = await tree()
      const start = [...nodes.values()].find((node) =>
        part ? node.role?.value === part.role && node.name?.value === part.name : node.role?.value === 'RootWebArea',
      )
      const lines: string[] = []
      const walk = (node: AxNode | undefined, depth: number): void => {
        if (!node) return
        const role = node.role?.value ?? ''
        const isStop = !node.ignored && !THROUGH.includes(role) && !(role === 'StaticText' && !node.name?.value.trim())
        if (isStop) lines.push(`${'  '.repeat(depth)}${line(node)}`)
        if (isStop && WHOLE.includes(role)) return
        for (const id of node.childIds ?? []) walk(nodes.get(id), depth + (isStop ? 1 : 0))
      }
      walk(start, 0)
      return lines
    },
  }
}

const state = (node: AxNode, name: string): unknown => node.properties?.find((each) => each.name === name)?.value.value

function line(node: AxNode): string {
  const role = node.role?.value === 'StaticText' ? 'text' : node.role?.value
  const level = state(node, 'level')
  const states = STATES.filter((name) => ![undefined, false, 'false'].includes(state(node, name) as never)).map(
    (name) => (state(node, name) === true || state(node, name) === 'true' ? name : `${name} ${state(node, name)}`),
  )
  const closed = state(node, 'expanded') === false ? ['collapsed'] : []
  const name = node.name?.value.replaceAll(/\s+/g, ' ').trim()
  return withoutTimes(
    [role === 'heading' ? `heading ${level}` : role, name && `"${name}"`, [...states, ...closed].join(', ')]
      .filter(Boolean)
      .join(' '),
  )
}

/** Times and days change from run to run. */
const withoutTimes = (text: string): string =>
  text
    .replaceAll(/\d{1,2}:\d{2}\s?(?:[AP]M|[ap]\.\s?m\.)/g, 'TIME')
    .replaceAll(/\p{Lu}\p{L}+day, \p{L}+ \d+/gu, 'DAY')
    .replaceAll(/\p{L}+, \d+ de \p{L}+/gu, 'DAY')
