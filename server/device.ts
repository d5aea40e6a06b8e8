/** The browser and the system in a word each, such as `Firefox, Windows`: enough to know one's own devices by, and no more is kept. */
export function deviceOf(userAgent: string | undefined): string {
  const named = (names: [pattern: RegExp, name: string][]): string | undefined =>
    names.find(([pattern]) => pattern.test(userAgent ?? ''))?.[1]
  // What goes by several names comes first: Edge and Opera say that they are Chrome, and Chrome that it is Safari.
  const browser = named([
    [/Edg/, 'Edge'],
    [/OPR|Opera/, 'Opera'],
    [/Firefox|FxiOS/, 'Firefox'],
    [/Chrome|CriOS|Chromium/, 'Chrome'],
    [/Safari/, 'Safari'],
  ])
  const system = named([
    [/iPhone/, 'iPhone'],
    [/iPad/, 'iPad'],
    [/Android/, 'Android'],
    [/Windows/, 'Windows'],
    [/Mac OS X|Macintosh/, 'Mac'],
    [/CrOS/, 'ChromeOS'],
    [/Linux/, 'Linux'],
  ])
  return [browser, system].filter(Boolean).join(', ')
}
