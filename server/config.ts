import { join } from 'node:path'
import { z } from 'zod'
import type { ProviderSettings } from './provider.ts'

/** A mistake in the settings, told in plain sentences. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

const HOUR_MS = 3_600_000

const port = z.coerce.number().int().min(0).max(65_535)

/** A setting left empty counts as not set: that is what an empty line in an env file means to people. */
const setting = <T extends z.ZodType>(schema: T) => z.preprocess((value) => (value === '' ? undefined : value), schema)

const SETTINGS = z.object({
  PORT: setting(port.default(4300)),
  HOST: setting(z.string().default('127.0.0.1')),
  PUBLIC_URL: setting(z.url({ protocol: /^https?$/ }).optional()),
  DATA_DIR: setting(z.string().default('data')),
  MASTER_KEY_FILE: setting(z.string().optional()),
  DATABASE_URL: setting(
    z
      .string()
      .regex(/^postgres(ql)?:\/\//)
      .optional(),
  ),
  REDIS_URL: setting(z.url({ protocol: /^rediss?$/ }).optional()),
  CONTENT_DIR: setting(z.string().default('faq')),
  DEMO_PORT: setting(z.union([z.literal('off'), port]).default(4301)),
  DEMO_URL: setting(z.url({ protocol: /^https?$/ }).optional()),
  TRUST_PROXY: setting(z.string().optional()),
  ANSWER_WITHIN_MS: setting(z.coerce.number().int().min(50).max(10_000).optional()),
  NETWORK_ALLOWANCE: setting(z.coerce.number().int().min(1).max(1000).default(1)),
  BACKUP_DIR: setting(z.string().optional()),
  BACKUP_EVERY_HOURS: setting(z.coerce.number().min(0).max(168).default(1)),
  SECOND_FACTOR: setting(z.enum(['optional', 'required']).default('optional')),
  OIDC_ISSUER: setting(z.url({ protocol: /^https?$/ }).optional()),
  OIDC_CLIENT_ID: setting(z.string().optional()),
  OIDC_CLIENT_SECRET: setting(z.string().optional()),
  OIDC_NAME: setting(z.string().max(40).default('your work account')),
  SMTP_URL: setting(z.url({ protocol: /^smtps?$/ }).optional()),
  MAIL_FROM: setting(z.email().optional()),
  WEBHOOK_SECRET: setting(z.string().min(32).optional()),
  LOG_LEVEL: setting(z.enum(['fatal', 'error', 'warn', 'info', 'debug']).default('info')),
})

const HELP: Record<keyof z.infer<typeof SETTINGS>, string> = {
  PORT: 'a port number from 0 to 65535',
  HOST: 'the address to listen on, such as 127.0.0.1 or 0.0.0.0',
  PUBLIC_URL: 'the address that browsers use, such as https://chat.clinic.example',
  DATA_DIR: 'a folder that can be written',
  MASTER_KEY_FILE: 'the file with the key that chats are encrypted with',
  DATABASE_URL: 'the address of a PostgreSQL database, such as postgres://account:password@host:5432/bedside',
  REDIS_URL: 'the address of a Redis server, such as redis://host:6379',
  CONTENT_DIR: 'the folder with site.yaml and content',
  DEMO_PORT: 'a port number, or "off" for no demo page',
  DEMO_URL: 'the address that browsers use for the demo page, such as http://localhost:4301',
  TRUST_PROXY: 'the addresses of your reverse proxy, separated by commas',
  ANSWER_WITHIN_MS: 'a whole number of milliseconds from 50 to 10000',
  NETWORK_ALLOWANCE: 'a whole number from 1 to 1000',
  BACKUP_DIR: 'a folder that can be written',
  BACKUP_EVERY_HOURS: 'a number of hours from 0 (no backups by the server itself) to 168',
  SECOND_FACTOR: '"required" or "optional"',
  OIDC_ISSUER: 'the address of your OpenID Connect provider, such as https://login.example/realms/clinic',
  OIDC_CLIENT_ID: 'what your provider calls this program',
  OIDC_CLIENT_SECRET: 'the secret that your provider gave you for this program',
  OIDC_NAME: 'a name of at most 40 characters for the button on the sign-in page',
  SMTP_URL: 'the address of a mail server, such as smtp://name:password@mail.example:587',
  MAIL_FROM: 'an e-mail address',
  WEBHOOK_SECRET: '32 characters or more that nobody can guess',
  LOG_LEVEL: 'one of fatal, error, warn, info, debug',
}

export interface Config {
  port: number
  host: string
  publicUrl: URL
  dataDir: string
  /** What chats are encrypted with stands here; without it they cannot be read. */
  masterKeyFile: string
  /** The PostgreSQL database that all nodes share, with its password; null for the embedded one. */
  databaseUrl: string | null
  /** Where nodes ring for each other instead of the database, or null. */
  redisUrl: string | null
  contentDir: string
  /** Port of the demo page, or null for none. */
  demoPort: number | null
  /** Where browsers find the demo page, or null. */
  demoUrl: URL | null
  /** Addresses of reverse proxies whose X-Forwarded-For is believed. */
  trustProxy: string[]
  /** How long the engine may take for a question until a person is brought in, ms; null for the engine's own measure. */
  answerWithinMs: number | null
  /** How many times the ordinary limits people behind one network address may use together. */
  networkAllowance: number
  /** Where backups are put. */
  backupDir: string
  /** How often the server makes a backup by itself, ms; null for never. */
  backupEveryMs: number | null
  /** Whether everybody on staff has to have a second factor. */
  secondFactorRequired: boolean
  /** The clinic's own way to sign in, or null. */
  provider: ProviderSettings | null
  /** How mail goes out, with its password; null where no mail is set up. */
  mail: { smtpUrl: URL; from: string } | null
  /** Signs what the webhook is sent, or null. */
  webhookSecret: string | null
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
  if (s.REDIS_URL !== undefined && s.DATABASE_URL === undefined) {
    throw new ConfigError(
      'The setting REDIS_URL is of use only to servers that share a PostgreSQL database. Set DATABASE_URL as well, or take it out.',
    )
  }
  if ((s.SMTP_URL === undefined) !== (s.MAIL_FROM === undefined)) {
    throw new ConfigError('The settings SMTP_URL and MAIL_FROM go together: set both, or take both out.')
  }
  const demoPort = s.DEMO_PORT === 'off' ? null : s.DEMO_PORT
  return {
    port: s.PORT,
    host: s.HOST,
    publicUrl,
    dataDir: s.DATA_DIR,
    masterKeyFile: s.MASTER_KEY_FILE ?? join(s.DATA_DIR, 'master.key'),
    databaseUrl: s.DATABASE_URL ?? null,
    redisUrl: s.REDIS_URL ?? null,
    contentDir: s.CONTENT_DIR,
    demoPort,
    demoUrl: demoPort === null ? null : new URL(s.DEMO_URL ?? `http://localhost:${demoPort}`),
    trustProxy:
      s.TRUST_PROXY?.split(',')
        .map((a) => a.trim())
        .filter(Boolean) ?? [],
    answerWithinMs: s.ANSWER_WITHIN_MS ?? null,
    networkAllowance: s.NETWORK_ALLOWANCE,
    backupDir: s.BACKUP_DIR ?? join(s.DATA_DIR, 'backups'),
    backupEveryMs: s.BACKUP_EVERY_HOURS === 0 ? null : s.BACKUP_EVERY_HOURS * HOUR_MS,
    secondFactorRequired: s.SECOND_FACTOR === 'required',
    provider: providerOf(s),
    mail:
      s.SMTP_URL === undefined || s.MAIL_FROM === undefined
        ? null
        : { smtpUrl: new URL(s.SMTP_URL), from: s.MAIL_FROM },
    webhookSecret: s.WEBHOOK_SECRET ?? null,
    logLevel: s.LOG_LEVEL,
  }
}

/** All of it or nothing. Throws {@link ConfigError}. */
function providerOf(s: z.infer<typeof SETTINGS>): ProviderSettings | null {
  const { OIDC_ISSUER: given, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = s
  if (given === undefined && clientId === undefined && clientSecret === undefined) return null
  if (given === undefined || clientId === undefined || clientSecret === undefined) {
    throw new ConfigError(
      'The settings OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET go together: set all three, or take them out.',
    )
  }
  const issuer = new URL(given)
  if (issuer.search || issuer.hash || (issuer.protocol === 'http:' && !isLoopback(issuer.hostname))) {
    throw new ConfigError(
      'The setting OIDC_ISSUER is wrong: outside this machine it must begin with https://, and it has no ? and no #.',
    )
  }
  return { issuer: given.replace(/\/$/, ''), clientId, clientSecret, name: s.OIDC_NAME }
}

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]' || hostname.endsWith('.localhost')
