import { useEffect, useState } from 'preact/hooks'
import type { WaysIn } from '../../protocol/access.ts'
import type { Api, FormFailure } from '../api.ts'
import type { Strings } from '../strings/index.ts'

interface Props {
  api: Pick<Api, 'get' | 'post'>
  t: Strings['signIn']
  /** Null when a try begins. */
  onFailure: (failure: FormFailure | null) => void
}

/** Leads to the clinic's own provider, where the owner named one. */
export function ProviderButton({ api, t, onFailure }: Props) {
  const [provider, setProvider] = useState<WaysIn['provider']>(null)
  const [working, setWorking] = useState(false)
  const look = async () => {
    const answer = await api.get<WaysIn>('/api/auth/ways')
    if (answer.ok) setProvider(answer.value.provider)
  }
  useEffect(() => void look(), [])

  const go = async () => {
    if (working) return
    setWorking(true)
    onFailure(null)
    const answer = await api.post<{ url: string }>('/api/auth/provider', {})
    if (answer.ok) return location.assign(answer.value.url)
    setWorking(false)
    onFailure(answer.why)
    await look()
  }

  if (provider === null) return null
  return (
    <>
      <button
        type="button"
        class="button door-submit"
        aria-disabled={working || !provider.isThere}
        onClick={() => (provider.isThere ? void go() : void look())}
      >
        {working ? t.working : t.provider(provider.name)}
      </button>
      <p role="status" class="field-hint">
        {!provider.isThere && t.providerAway(provider.name)}
      </p>
    </>
  )
}
