import type { SettingPath, Settings } from '../../../protocol/settings.ts'
import type { SettingsSection } from '../../route.ts'

const PLACES: Record<keyof Settings, SettingsSection> = {
  clinic: 'clinic',
  botName: 'texts',
  articleUrl: 'site',
  allowedSites: 'site',
  hours: 'hours',
  waitMinutes: 'keeping',
  alerts: 'keeping',
  retention: 'keeping',
  emergency: 'emergency',
  cards: 'emergency',
  templates: 'texts',
}

/** The part in which a setting is changed; null where the console has no field for it. */
export const sectionOf = ([name]: SettingPath): SettingsSection | null => PLACES[name as keyof Settings] ?? null
