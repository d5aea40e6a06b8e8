type Rgb = [number, number, number]

const parse = (hex: string): Rgb => [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16)) as Rgb
const mix = (a: Rgb, b: Rgb, share: number): Rgb => a.map((v, i) => v + ((b[i] ?? 0) - v) * share) as Rgb
const css = (color: Rgb): string => `rgb(${color.map(Math.round).join(' ')})`

/** Relative luminance, 0..1. Source: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(color: Rgb): number {
  const [r, g, b] = color.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4)) as Rgb
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: Rgb, b: Rgb): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

const BLACK: Rgb = [0, 0, 0]
const WHITE: Rgb = [255, 255, 255]

/** `color`, moved towards `end` until it has `ratio` against `ground`. */
function until(color: Rgb, end: Rgb, ground: Rgb, ratio: number): Rgb {
  for (let share = 0; share < 1; share += 0.04) {
    const moved = mix(color, end, share)
    if (contrast(moved, ground) >= ratio) return moved
  }
  return end
}

/**
 * The accent's tokens for a clinic's colour (`#rrggbb`): it is kept where it can be read and moved towards black or white
 * where it cannot. Text has at least 4.5:1 on every ground that it stands on, an edge at least 3:1.
 */
export function accentTokens(hex: string, dark: boolean): Record<string, string> {
  const paper: Rgb = dark ? [19, 24, 22] : [250, 247, 242]
  const surface: Rgb = dark ? [28, 35, 32] : WHITE
  const end = dark ? WHITE : BLACK
  const worse = dark ? surface : paper
  const accent = until(parse(hex), end, worse, 4.6)
  const soft = mix(accent, surface, dark ? 0.78 : 0.86)
  return {
    '--accent': css(accent),
    '--accent-hover': css(mix(accent, end, 0.15)),
    '--accent-on': contrast(accent, WHITE) >= contrast(accent, BLACK) ? '#fff' : '#000',
    '--accent-soft': css(soft),
    '--accent-ink': css(until(accent, end, soft, 4.6)),
    '--accent-line': css(until(mix(accent, surface, 0.5), accent, worse, 3.1)),
  }
}

/** Colours the page by `hex`, in light and dark, now and when the device changes. */
export function applyTheme(hex: string): void {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const apply = () => {
    for (const [name, value] of Object.entries(accentTokens(hex, dark.matches))) {
      document.documentElement.style.setProperty(name, value)
    }
  }
  dark.addEventListener('change', apply)
  apply()
}
