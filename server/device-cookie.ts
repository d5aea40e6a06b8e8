import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * Cookies of browsers in which somebody proved before who they are. They sign nobody in: they say only that tries from here are
 * not those of a stranger, so that an attack on the same network does not keep the right person out. After OWASP's "Slow Down
 * Online Guessing Attacks with Device Cookies".
 */
export interface DeviceCookies {
  /** The `Set-Cookie` line of a browser in which `name` was right just now. */
  issue(name: string): string
  /** What the browser that sends these cookies is told apart by, for this name; null where it is not known for it. */
  knownAs(cookies: string | undefined, name: string): string | null
}

const DAYS = 90
const DAY_MS = 24 * 60 * 60_000

/** `secret` is the one that signs sessions: where it changes, every browser is unknown again. `now` gives UTC ms. */
export function createDeviceCookies(settings: { secret: string; secure: boolean; now: () => number }): DeviceCookies {
  const key = createHmac('sha256', settings.secret).update('device cookies').digest()
  const today = (): number => Math.floor(settings.now() / DAY_MS)
  /** A cookie for each name, as a desk is shared; nobody else can tell for which. */
  const cookieOf = (name: string): string =>
    `bedside.known-${createHmac('sha256', key).update(name).digest('hex').slice(0, 12)}`
  const sealOf = (name: string, nonce: string, day: string): string =>
    createHmac('sha256', key).update(`${nonce}.${day}.${name}`).digest('base64url')

  return {
    issue(name) {
      const nonce = randomBytes(16).toString('base64url')
      const day = String(today())
      const value = `${nonce}.${day}.${sealOf(name, nonce, day)}`
      const secure = settings.secure ? '; Secure' : ''
      return `${cookieOf(name)}=${value}; Max-Age=${(DAYS * DAY_MS) / 1000}; Path=/api; HttpOnly; SameSite=Strict${secure}`
    },
    knownAs(cookies, name) {
      const start = `${cookieOf(name)}=`
      const value = cookies?.split(/; ?/).find((cookie) => cookie.startsWith(start))
      const [nonce, day, seal, more] = value?.slice(start.length).split('.') ?? []
      if (!nonce || !day || !seal || more !== undefined) return null
      const right = Buffer.from(sealOf(name, nonce, day))
      const given = Buffer.from(seal)
      if (given.length !== right.length || !timingSafeEqual(given, right)) return null
      return Number(day) + DAYS > today() ? nonce : null
    },
  }
}
