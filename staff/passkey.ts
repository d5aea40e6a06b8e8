/** What the browser does with passkeys (WebAuthn level 3), between the server's JSON and its own binary forms. */

/** `no-passkey`: the person said no, took too long, or has none here, which no browser tells apart. */
type Asked = { ok: true; response: object } | { ok: false; why: 'no-passkey' | 'passkey-known' | 'passkey-unable' }

interface Descriptor {
  id: string
  transports?: AuthenticatorTransport[]
}

/** Options to sign in, as the server sends them. Bytes are base64url. */
export interface AskOptions {
  challenge: string
  rpId: string
  timeout: number
  userVerification: UserVerificationRequirement
}

/** Options to make a passkey. */
export interface MakeOptions {
  challenge: string
  rp: PublicKeyCredentialRpEntity
  user: { id: string; name: string; displayName: string }
  pubKeyCredParams: PublicKeyCredentialParameters[]
  timeout: number
  excludeCredentials: Descriptor[]
  authenticatorSelection: AuthenticatorSelectionCriteria
}

const bytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))

const textOf = (buffer: ArrayBuffer): string =>
  btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

/** Asks for a passkey of this site; with `offer` it stands among what the browser offers to fill in. */
export const askPasskey = (options: AskOptions, offer?: AbortSignal): Promise<Asked> =>
  asked(async () => {
    const { challenge, rpId, timeout, userVerification } = options
    const found = await navigator.credentials.get({
      publicKey: { challenge: bytes(challenge), rpId, timeout, userVerification },
      ...(offer ? { mediation: 'conditional', signal: offer } : {}),
    })
    const { id, rawId, type, response } = found as PublicKeyCredential
    const { clientDataJSON, authenticatorData, signature } = response as AuthenticatorAssertionResponse
    return {
      id,
      rawId: textOf(rawId),
      type,
      response: {
        clientDataJSON: textOf(clientDataJSON),
        authenticatorData: textOf(authenticatorData),
        signature: textOf(signature),
      },
    }
  })

/** Makes a passkey on this device, on a phone or on a key that is plugged in. */
export const makePasskey = ({ challenge, user, excludeCredentials, ...options }: MakeOptions): Promise<Asked> =>
  asked(async () => {
    const made = await navigator.credentials.create({
      publicKey: {
        rp: options.rp,
        pubKeyCredParams: options.pubKeyCredParams,
        timeout: options.timeout,
        authenticatorSelection: options.authenticatorSelection,
        attestation: 'none',
        challenge: bytes(challenge),
        user: { ...user, id: bytes(user.id) },
        excludeCredentials: excludeCredentials.map(({ id, transports }) => ({
          id: bytes(id),
          type: 'public-key',
          ...(transports ? { transports } : {}),
        })),
      },
    })
    const { id, rawId, type, response } = made as PublicKeyCredential
    const { clientDataJSON, attestationObject, getTransports } = response as AuthenticatorAttestationResponse
    return {
      id,
      rawId: textOf(rawId),
      type,
      response: {
        clientDataJSON: textOf(clientDataJSON),
        attestationObject: textOf(attestationObject),
        transports: getTransports.call(response),
      },
    }
  })

async function asked(ask: () => Promise<object>): Promise<Asked> {
  try {
    return { ok: true, response: await ask() }
  } catch (error) {
    const name = error instanceof DOMException ? error.name : ''
    if (name === 'NotAllowedError' || name === 'AbortError') return { ok: false, why: 'no-passkey' }
    return { ok: false, why: name === 'InvalidStateError' ? 'passkey-known' : 'passkey-unable' }
  }
}
