import { z } from 'zod'

/** A mistake in the settings, told in plain sentences. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

const port = z.coerce.number().int().min(0).max(65_535)

/** A setting left empty counts as not set: that is what an empty line in an env file means to people. */
const setting = <T extends z.ZodType>(schema: T) => z.preprocess((value) => (value === '' ? undefined : value), schema)

const SETTINGS = z.object({
  PORT: setting(port.default(4300)),
  HOST: setting(z.string().default('127.0.0.1')),
  PUBLIC_URL: setting(z.url({ protocol: /^https?$/ }).optional()),
  DATA_DIR: setting(z.string().default('data')),
  CONTENT_DIR: setting(z.string().default('faq')),
  DEMO_PORT: setting(z.union([z.literal('off'), port]).default(4301)),
  TRUST_PROXY: setting(z.string().optional()),
  NETWORK_ALLOWANCE: setting(z.coerce.number().int().min(1).max(1000).default(1)),
  LOG_LEVEL: setting(z.enum(['fatal', 'error', 'warn', 'info', 'debug']).default('info')),
})

const HELP: Record<keyof z.infer<typeof SETTINGS>, string> = {
  PORT: 'a port number from 0 to 65535',
  HOST: 'the address to listen on, such as 127.0.0.1 or 0.0.0.0',
  PUBLIC_URL: 'the address that browsers use, such as https://chat.clinic.example',
  DATA_DIR: 'a folder that can be written',
  CONTENT_DIR: 'the folder with site.yaml and content',
  DEMO_PORT: 'a port number, or "off" for no demo page',
  TRUST_PROXY: 'the addresses of your reverse proxy, separated by commas',
  NETWORK_ALLOWANCE: 'a whole number from 1 to 1000',
  LOG_LEVEL: 'one of fatal, error, warn, info, debug',
}

export interface Config {
  port: number
  host: string
  publicUrl: URL
  dataDir: string
  contentDir: string
  /** Port of the demo page, or null for none. */
  demoPort: number | null
  /** Addresses of reverse proxies whose X-Forwarded-For is believed. */
  trustProxy: string[]
  /** How many times the ordinary limits people behind one network address may use together. */
  networkAllowance: number
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug'
}

/** The settings from the environment. Throws {@link ConfigError} naming every setting that is wrong and what it should be. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const parsed = SETTINGS.safeParse(env)
  if (!parsed.success) {
    const names = new Set(parsed.error.issues.map((issue) => issue.path[0] as keyof typeof HELP))
    throw new ConfigError(
      [...names].map((name) => `The setting ${name} is wrong: it must be ${HELP[name]}.`).join('\n'),
    )
  }
  const s = parsed.data
  const publicUrl = new URL(s.PUBLIC_URL ?? `http://localhost:${s.PORT}`)
  if (publicUrl.pathname !== '/' || publicUrl.search || publicUrl.hash) {
    throw new ConfigError(
      'The setting PUBLIC_URL is wrong: give the address without a path, such as https://chat.clinic.example.',
    )
  }
  if (publicUrl.protocol === 'http:' && !isLoopback(publicUrl.hostname)) {
    throw new ConfigError(
      'The setting PUBLIC_URL is wrong: outside this machine it must begin with https://, because sign-in cookies need it.',
    )
  }
  return {
    port: s.PORT,
    host: s.HOST,
    publicUrl,
    dataDir: s.DATA_DIR,
    contentDir: s.CONTENT_DIR,
    demoPort: s.DEMO_PORT === 'off' ? null : s.DEMO_PORT,
    trustProxy:
      s.TRUST_PROXY?.split(',')
        .map((a) => a.trim())
        .filter(Boolean) ?? [],
    networkAllowance: s.NETWORK_ALLOWANCE,
    logLevel: s.LOG_LEVEL,
  }
}

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]' || hostname.endsWith('.localhost')
