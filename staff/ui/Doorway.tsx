import type { ComponentChildren } from 'preact'
import { Mark } from '../../client/ui/mark.tsx'
import { LOCALES, type Locale } from '../../protocol/events.ts'
import '../css/doorway.css'

export interface Door {
  clinic: string
  /** A person is here as far as visitors were told when the page was made. */
  lit: boolean
  locale: Locale
  languageLabel: string
  onLanguage: (locale: Locale) => void
}

interface Props extends Door {
  title: string
  children: ComponentChildren
}

const OWN_NAMES: Record<Locale, string> = { en: 'English', es: 'Español' }

/** What stands before the console: one card over the hills at dawn. */
export function Doorway({ clinic, lit, title, locale, languageLabel, onLanguage, children }: Props) {
  return (
    <div class="doorway">
      <Hills />
      <main class="door">
        <div class="door-brand">
          <Mark lit={lit} size={44} />
          <p>
            <b>Bedside</b>
            <span>{clinic}</span>
          </p>
        </div>
        <h1>{title}</h1>
        {children}
        <fieldset class="door-languages">
          <legend class="unseen">{languageLabel}</legend>
          {LOCALES.map((each) => (
            <button
              key={each}
              type="button"
              lang={each}
              aria-pressed={each === locale}
              onClick={() => onLanguage(each)}
            >
              {OWN_NAMES[each]}
            </button>
          ))}
        </fieldset>
      </main>
    </div>
  )
}

function Hills() {
  return (
    <svg class="hills" viewBox="0 0 1440 900" preserveAspectRatio="xMidYMax slice" aria-hidden="true">
      <circle class="hills-halo" cx="720" cy="600" r="372" />
      <circle class="hills-sun" cx="720" cy="600" r="270" />
      <path
        class="hills-4"
        d="M0 770c80-20 150-132 280-138 92-4 120 70 190 68 60-2 90-40 180-40 120 0 190 60 280 34 80-24 140-58 250-58 120 0 170 90 260 84v180H0z"
      />
      <path
        class="hills-3"
        d="M0 816c110 0 190-84 330-82 110 2 150 62 240 44 110-22 160-108 310-108 130 0 190 104 300 96 110-8 180-60 260-54v188H0z"
      />
      <path class="hills-2" d="M0 846c140-10 260-48 420-42 170 6 230 46 400 30 170-16 270-70 620-16v82H0z" />
      <path class="hills-1" d="M0 880c240-34 480-10 720-8 250 2 440-24 720-10v38H0z" />
    </svg>
  )
}
