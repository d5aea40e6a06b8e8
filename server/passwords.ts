import { argon2 as argon2Callback, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const argon2 = promisify(argon2Callback)

/**
 * argon2id, m = 64 MiB, t = 3, p = 1: above the minimum of the OWASP password storage cheat sheet (19 MiB, t = 2).
 * The parameters stand in the hash, so that a later change of them leaves older hashes valid.
 */
const PARAMETERS = { memory: 65_536, passes: 3, parallelism: 1, tagLength: 32 }

/** Each hash takes 64 MiB, so at most this many at once: sign-ins cannot eat the machine's memory. */
const MAX_AT_ONCE = 2

let running = 0
const queue: (() => void)[] = []

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= MAX_AT_ONCE) await new Promise<void>((go) => queue.push(go))
  running += 1
  try {
    return await work()
  } finally {
    running -= 1
    queue.shift()?.()
  }
}

function derive(password: string, nonce: Buffer, p: typeof PARAMETERS): Promise<Buffer> {
  return inTurn(() => argon2('argon2id', { ...p, nonce, message: Buffer.from(password.normalize('NFC')) }))
}

/** The password's hash as `argon2id$m$t$p$salt$tag`, salt and tag in base64url. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16)
  const tag = await derive(password, nonce, PARAMETERS)
  const { memory, passes, parallelism } = PARAMETERS
  return ['argon2id', memory, passes, parallelism, nonce.toString('base64url'), tag.toString('base64url')].join('$')
}

/** Whether `password` is the one that `hash` was made of; false for a hash of another form. */
export async function verifyPassword({ hash, password }: { hash: string; password: string }): Promise<boolean> {
  const [kind, memory, passes, parallelism, salt, tag] = hash.split('$')
  if (kind !== 'argon2id' || !salt || !tag) return false
  const expected = Buffer.from(tag, 'base64url')
  const actual = await derive(password, Buffer.from(salt, 'base64url'), {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    tagLength: expected.length,
  })
  return timingSafeEqual(actual, expected)
}
