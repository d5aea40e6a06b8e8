import { isToHost } from '../protocol/frame.ts'
import type { Launcher, PageFacts, Tag } from './facts.ts'
import { trackersIn } from './trackers.ts'

/** How long a frame may take to come up, and any other answer, ms. */
const FRAME_MS = 10_000
const ANSWER_MS = 8000

/** The names that the loader's file has: always the newest, or a version. */
const OURS = /\/bedside(\.[0-9a-f]{8})?\.js$/

/** What can be seen of a page without asking for anything. */
export type Seen = Omit<PageFacts, 'server' | 'script' | 'sameBytes' | 'origin' | 'panel'>
type Tried = Pick<PageFacts, 'server' | 'script' | 'sameBytes' | 'origin' | 'panel'>

/** Looks at this page. Nothing of ours may lie over it yet. */
export function lookAround(): Seen {
  const launchers = document.querySelectorAll('bedside-chat')
  return {
    page: {
      origin: location.origin,
      framed: window.top !== window,
      lang: document.documentElement.lang,
      noscript: [...document.querySelectorAll('noscript')].some(({ textContent }) => textContent?.includes('tel:')),
    },
    tags: ourTags(),
    started: hasGlobal('Bedside'),
    launchers: launchers.length,
    launcher: launchers[0] ? lookAt(launchers[0]) : null,
    trackers: trackersIn(hostsAsked(), hasGlobal),
  }
}

/** Tries the way from this page to `server`, as a visitor's browser would go it. `room` takes what is tried. Never rejects. */
export async function tryTheWay(server: string, { tags: [tag], started }: Seen, room: ShadowRoot): Promise<Tried> {
  const violations = watchViolations()
  const asked = tag?.src ?? `${server}/bedside.js`
  const [script, sameBytes, origin] = await Promise.all([
    started ? ('loads' as const) : tryScript(asked, nonceOf(asked), room, violations),
    started || !tag?.integrity ? null : compareBytes(tag),
    askOrigin(server, violations),
  ])
  const panel = origin === 'refused' ? 'silent' : await tryPanel(server, room, violations)
  violations.stop()
  return { server, script, sameBytes, origin, panel }
}

/** `URL.parse` where the browser is too old for it. */
function parsed(url: string, base?: string): URL | null {
  return URL.canParse(url, base) ? new URL(url, base) : null
}

/** An element with that id is on `window` as well, and counts as nothing. */
function hasGlobal(name: string): boolean {
  const value: unknown = Reflect.get(window, name)
  const kind = typeof value
  if (kind === 'undefined' || value === null) return false
  return !(value instanceof Node || value instanceof HTMLCollection || value instanceof Window)
}

function hostsAsked(): Set<string> {
  const written = [...document.querySelectorAll<HTMLScriptElement | HTMLIFrameElement>('script[src], iframe[src]')]
  const urls = [...performance.getEntriesByType('resource').map(({ name }) => name), ...written.map(({ src }) => src)]
  return new Set(urls.map((url) => parsed(url)?.hostname ?? ''))
}

/** Tags that a cookie banner holds back keep their address in another attribute. */
const addressOf = (script: HTMLScriptElement): string => script.src || script.dataset.src || ''

const ourScripts = (): HTMLScriptElement[] =>
  [...document.scripts].filter((script) => OURS.test(parsed(addressOf(script), document.baseURI)?.pathname ?? ''))

function ourTags(): Tag[] {
  return ourScripts().map((script) => ({
    src: new URL(addressOf(script), document.baseURI).href,
    type: /^(text|application)\/javascript$/.test(script.type) ? '' : script.type,
    integrity: script.integrity,
    crossOrigin: script.crossOrigin !== null,
    lang: script.dataset.lang ?? null,
    phone: script.dataset.phone ?? null,
  }))
}

const nonceOf = (src: string): string => ourScripts().find((script) => script.src === src)?.nonce ?? ''

function lookAt(host: Element): Launcher | null {
  const button = host.shadowRoot?.querySelector('button')
  if (!button) return null
  if (button.classList.contains('open')) return { state: 'open', cover: '' }
  const { width, height, left, top } = button.getBoundingClientRect()
  const there = document.elementFromPoint(left + width / 2, top + height / 2)
  if (there === host) return { state: 'seen', cover: '' }
  if (!there) return { state: 'outside', cover: '' }
  return { state: 'covered', cover: `${selectorOf(there)}, z-index ${getComputedStyle(there).zIndex}` }
}

function selectorOf({ localName, id, classList }: Element): string {
  return (
    localName +
    (id ? `#${id}` : '') +
    [...classList]
      .slice(0, 3)
      .map((name) => `.${name}`)
      .join('')
  )
}

interface Violations {
  /** Whether the page's policy has refused this kind of request to that origin since the watch began. */
  refused(directive: 'script-src' | 'frame-src' | 'connect-src', url: string): Promise<boolean>
  /** Calls back at every refusal. */
  onRefusal(listener: () => void): void
  stop(): void
}

function watchViolations(): Violations {
  const seen: { directive: string; origin: string | undefined }[] = []
  const listeners: (() => void)[] = []
  const hear = ({ effectiveDirective, blockedURI, disposition }: SecurityPolicyViolationEvent) => {
    // a policy that is only tried out refuses nothing
    if (disposition !== 'enforce') return
    seen.push({ directive: effectiveDirective, origin: parsed(blockedURI)?.origin })
    for (const listener of listeners) listener()
  }
  document.addEventListener('securitypolicyviolation', hear)
  return {
    async refused(directive, url) {
      // what was refused is told after the request has failed
      await new Promise((resolve) => setTimeout(resolve, 100))
      const { origin } = new URL(url)
      return seen.some((violation) => violation.directive.startsWith(directive) && violation.origin === origin)
    },
    onRefusal: (listener) => void listeners.push(listener),
    stop: () => document.removeEventListener('securitypolicyviolation', hear),
  }
}

/** Asks for the file as the tag does, without running it. */
async function tryScript(
  href: string,
  nonce: string,
  room: ShadowRoot,
  violations: Violations,
): Promise<PageFacts['script']> {
  const link = Object.assign(document.createElement('link'), {
    rel: 'preload',
    as: 'script',
    crossOrigin: 'anonymous',
    nonce,
    href,
  })
  const came = await new Promise<boolean>((resolve) => {
    link.onload = () => resolve(true)
    link.onerror = () => resolve(false)
    violations.onRefusal(() => void violations.refused('script-src', href).then((no) => no && resolve(false)))
    setTimeout(() => resolve(false), ANSWER_MS)
    room.append(link)
  })
  link.remove()
  if (came) return 'loads'
  return (await violations.refused('script-src', href)) ? 'policy' : 'fails'
}

/** Whether the tag's file has a hash that its `integrity` names; null where this page may not look. */
async function compareBytes({ src, integrity }: Tag): Promise<boolean | null> {
  try {
    const response = await fetch(src, { credentials: 'omit', signal: AbortSignal.timeout(ANSWER_MS) })
    if (!response.ok) return null
    const bytes = await response.arrayBuffer()
    const named = integrity.trim().split(/\s+/)
    const hashes = await Promise.all(
      [256, 384, 512].map(async (bits) => {
        const digest = new Uint8Array(await crypto.subtle.digest(`SHA-${bits}`, bytes))
        return `sha${bits}-${btoa(String.fromCharCode(...digest))}`
      }),
    )
    return named.some((name) => hashes.includes(name))
  } catch {
    return null
  }
}

async function askOrigin(server: string, violations: Violations): Promise<PageFacts['origin']> {
  const url = `${server}/install/origin`
  try {
    const response = await fetch(url, { credentials: 'omit', signal: AbortSignal.timeout(ANSWER_MS) })
    const { allowed }: { allowed?: unknown } = await response.json()
    if (typeof allowed === 'boolean') return allowed ? 'allowed' : 'refused'
    return response.status === 429 ? 'busy' : 'none'
  } catch {
    return (await violations.refused('connect-src', url)) ? 'policy' : 'none'
  }
}

/** Opens the chat's frame, out of sight, the way the loader does, and waits until the panel says that it is there. */
async function tryPanel(server: string, room: ShadowRoot, violations: Violations): Promise<PageFacts['panel']> {
  const frame = document.createElement('iframe')
  frame.title = 'Trial of the chat'
  frame.referrerPolicy = 'no-referrer'
  frame.setAttribute('sandbox', 'allow-scripts allow-same-origin')
  frame.src = `${server}/panel#${new URLSearchParams({ host: location.origin })}`
  const ended = new AbortController()
  const outcome = await new Promise<PageFacts['panel']>((resolve) => {
    const hear = ({ origin, source, data }: MessageEvent) => {
      if (origin === server && source === frame.contentWindow && isToHost(data) && data.type === 'ready')
        resolve('ready')
    }
    addEventListener('message', hear, { signal: ended.signal })
    violations.onRefusal(() => void violations.refused('frame-src', server).then((no) => no && resolve('policy')))
    setTimeout(() => resolve('silent'), FRAME_MS)
    room.append(frame)
  })
  ended.abort()
  frame.remove()
  return outcome
}
