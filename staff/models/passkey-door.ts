import type { Api, Outcome } from '../api.ts'
import type { AskOptions } from '../passkey.ts'

/** The browser's part is fetched with the first passkey. */
const browserPart = () => import('../passkey.ts')

export const hasPasskeys = (): boolean => typeof PublicKeyCredential === 'function'

/** Whether the browser can offer passkeys in a field, beside the names that it fills in. */
export const offersPasskeys = async (): Promise<boolean> =>
  hasPasskeys() && ((await PublicKeyCredential.isConditionalMediationAvailable?.()) ?? false)

/** Asks the server for a challenge and the person for a passkey, and gives what came of it to `path`. */
export async function openByPasskey(
  api: Pick<Api, 'post'>,
  path: '/api/auth/passkey' | '/api/staff/unlock/passkey',
  offer?: AbortSignal,
): Promise<Outcome<unknown>> {
  const part = await browserPart().catch(() => null)
  if (!part) return { ok: false, why: 'offline' }
  const options = await api.post<AskOptions>('/api/auth/passkey/ask', {})
  if (!options.ok) return options
  const asked = await part.askPasskey(options.value, offer)
  return asked.ok ? api.post(path, { response: asked.response }) : asked
}
