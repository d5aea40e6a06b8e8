import type { Settings } from '../../../protocol/settings.ts'
import type { SettingsDraft } from '../../models/settings-draft.ts'
import type { SettingsSection } from '../../route.ts'
import type { SettingsWords } from '../../strings/settings.ts'
import { Emergency } from './Emergency.tsx'
import { BothLanguages, Group, LinesSetting, NumberSetting, SwitchSetting, TextSetting } from './fields.tsx'
import { Hours } from './Hours.tsx'
import { AllowedSites, Tag } from './Site.tsx'

export interface SectionProps {
  draft: SettingsDraft
  section: SettingsSection
  /** A moment in words, UTC ms. */
  when: (at: number) => string
  /** YYYY-MM-DD, where the clinic is. */
  today: string
  t: SettingsWords
}

/** One part of the settings. */
export function Section({ section, ...props }: SectionProps) {
  const { draft, t } = props
  switch (section) {
    case 'clinic':
      return <Clinic draft={draft} t={t} />
    case 'hours':
      return <Hours draft={draft} t={t} />
    case 'emergency':
      return <Emergency draft={draft} today={props.today} t={t} />
    case 'site':
      return (
        <>
          <AllowedSites draft={draft} t={t} />
          <Tag draft={draft} when={props.when} t={t} />
        </>
      )
    case 'texts':
      return <Texts draft={draft} t={t} />
    case 'keeping':
      return <Keeping draft={draft} t={t} />
  }
}

type Props = Pick<SectionProps, 'draft' | 't'>

function Clinic({ draft, t }: Props) {
  return (
    <Group title={t.clinic.title} more={t.clinic.more}>
      <TextSetting draft={draft} path={['clinic', 'name']} label={t.clinic.name} />
      <TextSetting
        draft={draft}
        path={['clinic', 'phone']}
        label={t.clinic.phone}
        hint={t.clinic.phoneHint}
        type="tel"
      />
    </Group>
  )
}

function Texts({ draft, t }: Props) {
  const ids = Object.keys((draft.values.value as Settings).templates.en)
  return (
    <>
      <Group title={t.texts.name} more={t.texts.nameMore}>
        <BothLanguages draft={draft} label={t.texts.name} pathOf={(lang) => ['botName', lang]} names={t.languages} />
      </Group>
      <Group title={t.texts.templates} more={t.texts.templatesMore}>
        {ids.map((id) => (
          <BothLanguages
            key={id}
            draft={draft}
            label={t.texts.ids[id] ?? id}
            pathOf={(lang) => ['templates', lang, id]}
            names={t.languages}
            rows={3}
          />
        ))}
      </Group>
    </>
  )
}

function Keeping({ draft, t }: Props) {
  return (
    <>
      <Group title={t.keeping.title} more={t.keeping.more}>
        <NumberSetting draft={draft} path={['retention', 'botDays']} label={t.keeping.botDays} min={1} max={2555} />
        <NumberSetting draft={draft} path={['retention', 'staffDays']} label={t.keeping.staffDays} min={1} max={2555} />
      </Group>
      <Group title={t.keeping.waiting}>
        <NumberSetting
          draft={draft}
          path={['waitMinutes']}
          label={t.keeping.waitMinutes}
          hint={t.keeping.waitHint}
          min={1}
          max={60}
        />
      </Group>
      <Group title={t.keeping.alerts} more={t.keeping.alertsMore}>
        <LinesSetting draft={draft} path={['alerts', 'email']} label={t.keeping.emails} hint={t.keeping.emailsHint} />
        <NumberSetting draft={draft} path={['alerts', 'afterMinutes']} label={t.keeping.after} min={0} max={60} />
        <SwitchSetting draft={draft} path={['alerts', 'atOnceIfNobodyIsHere']} label={t.keeping.atOnce} />
        <SwitchSetting draft={draft} path={['alerts', 'whileClosed']} label={t.keeping.whileClosed} />
      </Group>
    </>
  )
}
