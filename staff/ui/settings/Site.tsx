import { useEffect, useState } from 'preact/hooks'
import { CHECK, CLOCK, Icon } from '../../../client/ui/icons.tsx'
import type { SettingsPage, Sighting } from '../../../protocol/settings.ts'
import type { SettingsDraft } from '../../models/settings-draft.ts'
import type { SettingsWords } from '../../strings/settings.ts'
import { Group, LinesSetting, TextSetting } from './fields.tsx'

interface Props {
  draft: SettingsDraft
  /** A moment in words, UTC ms. */
  when: (at: number) => string
  t: SettingsWords
}

/** How often it is asked whether a page has been seen, while somebody looks, ms. */
const LOOK_MS = 3000

/** Which sites may show the chat. */
export function AllowedSites({ draft, t }: Omit<Props, 'when'>) {
  return (
    <Group title={t.site.allowed}>
      <LinesSetting draft={draft} path={['allowedSites']} label={t.site.addresses} hint={t.site.addressesHint} />
      <TextSetting
        draft={draft}
        path={['articleUrl']}
        label={t.site.article}
        hint={t.site.articleHint}
        type="url"
        emptyIsNull
      />
    </Group>
  )
}

/** The lines to paste, and whether they have been seen at work. */
export function Tag({ draft, when, t }: Props) {
  const page = draft.page.value as SettingsPage
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && void draft.look(), LOOK_MS)
    return () => clearInterval(timer)
  }, [draft])
  return (
    <>
      <Group title={t.site.tag} more={t.site.tagMore}>
        <Lines label={t.site.evergreen} lines={page.tags.evergreen} t={t} />
        <details>
          <summary>{t.site.pinnedTitle}</summary>
          <p class="settings-more">{t.site.pinnedMore}</p>
          <Lines label={t.site.pinned} lines={page.tags.pinned} t={t} />
        </details>
      </Group>
      <Group title={t.site.seen}>
        {page.sightings.length === 0 ? (
          <p>{t.site.noSites}</p>
        ) : (
          <ul class="sightings" aria-live="polite">
            {page.sightings.map((sighting) => (
              <Seen key={sighting.site} sighting={sighting} when={when} t={t} />
            ))}
          </ul>
        )}
        <p class="settings-more">
          {t.site.seenMore}{' '}
          <a href="/install" target="_blank" rel="noreferrer">
            {t.site.why}
          </a>
        </p>
      </Group>
    </>
  )
}

function Seen({ sighting: { site, seenAt }, when, t }: { sighting: Sighting } & Omit<Props, 'draft'>) {
  return (
    <li class={seenAt === null ? undefined : 'is-seen'}>
      <Icon shape={seenAt === null ? CLOCK : CHECK} size={18} />
      <span>
        <b>{site}</b> {seenAt === null ? t.site.waiting : t.site.loaded(when(seenAt))}
      </span>
    </li>
  )
}

function Lines({ label, lines, t }: { label: string; lines: string; t: SettingsWords }) {
  const [copied, setCopied] = useState(false)
  return (
    <div class="tag">
      <label>
        <b>{label}</b>
        <textarea
          readOnly
          rows={4}
          spellcheck={false}
          value={lines}
          onFocus={(event) => event.currentTarget.select()}
        />
      </label>
      <button
        type="button"
        class="button"
        onClick={() => void navigator.clipboard?.writeText(lines).then(() => setCopied(true))}
      >
        {t.site.copy}
      </button>
      <span role="status"> {copied && t.site.copied}</span>
    </div>
  )
}
