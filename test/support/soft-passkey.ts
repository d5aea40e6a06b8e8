import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/** What a passkey says that is not as it should be. */
interface Slip {
  origin?: string
  rpId?: string
  /** The person was there but did not show who they are. */
  unverified?: boolean
  counter?: number
  /** Signs another challenge than the one it was given. */
  challenge?: string
}

interface Options {
  challenge: string
}

const USER_PRESENT = 0x01
const USER_VERIFIED = 0x04
const HAS_KEY = 0x40

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()
const b64 = (bytes: Buffer): string => bytes.toString('base64url')

/** CBOR byte string. */
const cborBytes = (bytes: Buffer): Buffer => {
  const head = bytes.length < 24 ? [0x40 | bytes.length] : [0x58, bytes.length]
  return Buffer.concat([Buffer.from(head), bytes])
}
const cborText = (text: string): Buffer => Buffer.concat([Buffer.from([0x60 | text.length]), Buffer.from(text)])

/** An authenticator in software, with one key on P-256: it says what the test wants it to say. */
export function softPasskey(home: { origin: string; rpId: string }) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const id = randomBytes(16)
  // {1: 2, 3: -7, -1: 1, -2: x, -3: y}: an ES256 key in COSE
  const coseKey = Buffer.concat([
    Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
    cborBytes(Buffer.from(x, 'base64url')),
    Buffer.from([0x22]),
    cborBytes(Buffer.from(y, 'base64url')),
  ])
  let counter = 0

  const clientData = (type: string, { challenge }: Options, slip: Slip): Buffer =>
    Buffer.from(
      JSON.stringify({
        type,
        challenge: slip.challenge ?? challenge,
        origin: slip.origin ?? home.origin,
        crossOrigin: false,
      }),
    )
  const authenticatorData = (slip: Slip, key: Buffer): Buffer => {
    counter += 1
    const count = Buffer.alloc(4)
    count.writeUInt32BE(slip.counter ?? counter)
    const flags = USER_PRESENT | (slip.unverified ? 0 : USER_VERIFIED) | (key.length > 0 ? HAS_KEY : 0)
    return Buffer.concat([sha256(slip.rpId ?? home.rpId), Buffer.from([flags]), count, key])
  }

  return {
    make(options: Options, slip: Slip = {}) {
      const length = Buffer.alloc(2)
      length.writeUInt16BE(id.length)
      const key = Buffer.concat([Buffer.alloc(16), length, id, coseKey])
      const attestation = Buffer.concat([
        Buffer.from([0xa3]),
        cborText('fmt'),
        cborText('none'),
        cborText('attStmt'),
        Buffer.from([0xa0]),
        cborText('authData'),
        cborBytes(authenticatorData(slip, key)),
      ])
      return {
        id: b64(id),
        rawId: b64(id),
        type: 'public-key',
        response: {
          clientDataJSON: b64(clientData('webauthn.create', options, slip)),
          attestationObject: b64(attestation),
          transports: ['internal'],
        },
      }
    },
    say(options: Options, slip: Slip = {}) {
      const client = clientData('webauthn.get', options, slip)
      const data = authenticatorData(slip, Buffer.alloc(0))
      const signed = Buffer.concat([data, createHash('sha256').update(client).digest()])
      return {
        id: b64(id),
        rawId: b64(id),
        type: 'public-key',
        response: {
          clientDataJSON: b64(client),
          authenticatorData: b64(data),
          signature: b64(sign('sha256', signed, privateKey)),
        },
      }
    },
  }
}
