import { useState } from 'preact/hooks'
import { CARD_KINDS, type CardKind, LOCALES, type Locale } from '../../../protocol/events.ts'
import type { CardSettings, SettingPath, Settings } from '../../../protocol/settings.ts'
import type { SettingsDraft } from '../../models/settings-draft.ts'
import type { SettingsWords } from '../../strings/settings.ts'
import { BothLanguages, faultsAt, Group, TextSetting } from './fields.tsx'

interface Props {
  draft: SettingsDraft
  /** YYYY-MM-DD, where the clinic is. */
  today: string
  t: SettingsWords
}

/** After so many days somebody ought to look again whether a number is still right. */
const RECHECK_DAYS = 180

/** The numbers that an emergency card shows, and when somebody last compared them. */
export function Emergency({ draft, today, t }: Props) {
  const { cards } = draft.values.value as Settings
  return (
    <>
      <p class="settings-more">{t.emergency.lead}</p>
      {CARD_KINDS.map((kind) => (
        <Group key={kind} title={t.emergency.kinds[kind]}>
          <ul class="lines">
            {callsOf(cards.en[kind]).map(({ label, href }) => (
              <li key={href}>
                <b>{label}</b> <span>{href}</span>
              </li>
            ))}
          </ul>
          <Checked kind={kind} cards={cards} draft={draft} today={today} t={t} />
          <Change draft={draft} kind={kind} t={t} />
        </Group>
      ))}
      <Group title={t.emergency.rail} more={t.emergency.railMore}>
        {(['medical', 'crisis'] as const).map((line) => (
          <div key={line}>
            <TextSetting
              draft={draft}
              path={['emergency', line, 'number']}
              label={t.emergency.numbers[line]}
              type="tel"
            />
            <BothLanguages
              draft={draft}
              label={t.emergency.label}
              pathOf={(lang) => ['emergency', line, 'label', lang]}
              names={t.languages}
            />
          </div>
        ))}
      </Group>
    </>
  )
}

/** The words and numbers of a card. Open from when one of them is wrong until somebody closes it. */
function Change({ draft, kind, t }: Omit<CardProps, 'lang'>) {
  const [open, setOpen] = useState(false)
  const faulty = LOCALES.some((lang) => faultsAt(draft, ['cards', lang, kind]).length > 0)
  return (
    <details open={open || faulty} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t.emergency.change}</summary>
      {LOCALES.map((lang) => (
        <CardFields key={lang} draft={draft} lang={lang} kind={kind} t={t} />
      ))}
    </details>
  )
}

const callsOf = ({ actions, danger }: CardSettings) => [...actions, ...(danger ? [danger.action] : [])]

interface CheckedProps extends Props {
  kind: CardKind
  cards: Settings['cards']
}

function Checked({ kind, cards, draft, today, t }: CheckedProps) {
  const oldest = LOCALES.map((lang) => cards[lang][kind].checkedOn).toSorted()[0] ?? ''
  const days = Math.round((Date.parse(today) - Date.parse(oldest)) / 86_400_000)
  return (
    <p class="checked">
      <span class={days > RECHECK_DAYS ? 'is-old' : undefined}>
        {t.emergency.checkedOn(t.day(oldest))} {days > RECHECK_DAYS && t.emergency.again}
      </span>
      {oldest !== today && (
        <button
          type="button"
          class="button"
          aria-label={`${t.emergency.compared}: ${t.emergency.kinds[kind]}`}
          onClick={() => {
            for (const lang of LOCALES) draft.set(['cards', lang, kind, 'checkedOn'], today)
          }}
        >
          {t.emergency.compared}
        </button>
      )}
    </p>
  )
}

interface CardProps {
  draft: SettingsDraft
  lang: Locale
  kind: CardKind
  t: SettingsWords
}

function CardFields({ draft, lang, kind, t }: CardProps) {
  const card = (draft.values.value as Settings).cards[lang][kind]
  const at = (...rest: (string | number)[]): SettingPath => ['cards', lang, kind, ...rest]
  const text = (label: string, path: SettingPath, rows?: number) => (
    <TextSetting draft={draft} path={path} label={label} lang={lang} {...(rows === undefined ? {} : { rows })} />
  )
  const whole = draft.faults.value.filter(({ path }) => path.length === 3 && path.join() === at().join())
  return (
    <fieldset class="card-fields">
      <legend>{t.languages[lang]}</legend>
      {whole.length > 0 && (
        <p class="field-error" tabIndex={-1} aria-invalid="true">
          {whole.map(({ problem }) => problem).join(' ')}
        </p>
      )}
      {text(t.emergency.title, at('title'))}
      {text(t.emergency.text, at('text'), 2)}
      {card.actions.map((_, index) => (
        <div class="settings-pair" key={index}>
          {text(t.emergency.button(index + 1), at('actions', index, 'label'))}
          {text(t.emergency.calls(index + 1), at('actions', index, 'href'))}
        </div>
      ))}
      {card.danger && (
        <>
          {text(t.emergency.danger, at('danger', 'text'))}
          <div class="settings-pair">
            {text(t.emergency.dangerButton, at('danger', 'action', 'label'))}
            {text(t.emergency.dangerCalls, at('danger', 'action', 'href'))}
          </div>
        </>
      )}
      {card.more !== null && text(t.emergency.more, at('more'), 2)}
    </fieldset>
  )
}
