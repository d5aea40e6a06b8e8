/**
 * Titles that only a licensed person may carry, in English and Spanish, without dots and in small letters. A program that
 * wears one misleads patients, and California's AB 489 (2025) forbids it.
 */
const TITLES = new Set(
  `dr dra doctor doctora doc physician surgeon anesthesiologist nurse rn lpn lvn np pa crna aprn dnp fnp md dds pharmd phd psyd
  lcsw lmft medic paramedic clinician practitioner pharmacist therapist psychologist psychiatrist médico médica medico medica
  cirujano cirujana enfermero enfermera terapeuta farmacéutico farmacéutica psicólogo psicóloga psiquiatra paramédico paramédica`
    .split(/\s+/)
    .map((title) => title.normalize('NFC')),
)

/** The clinician's title in a name for the program, as written there, or null. `DO` counts in capitals alone: it is a verb. */
export function clinicianTitle(name: string): string | null {
  // "M.D." becomes "MD", "Dr.K" becomes "Dr K"
  const text = name
    .normalize('NFKC')
    .replace(/\b(\p{L})\.(?=\p{L}\b)/gu, '$1')
    .replace(/\./g, ' ')
  for (const word of text.match(/[\p{L}\p{M}]+/gu) ?? []) {
    if (word === 'DO' || TITLES.has(word.toLowerCase().normalize('NFC'))) return word
  }
  return null
}
