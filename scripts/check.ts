import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Format, lint, import directions, types, unused code, banned text, content and sizes. Prints one line a check. */
const root = fileURLToPath(new URL('..', import.meta.url))

interface Result {
  ok: boolean
  output: string
}

function run(command: string, args: string[]): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.on('error', reject)
    child.on('close', (code) => resolve({ ok: code === 0, output: Buffer.concat(chunks).toString() }))
  })
}

const tool = (name: string, ...args: string[]) => run(join(root, 'node_modules/.bin', name), args)
const script = (name: string, ...args: string[]) => run(process.execPath, [join(root, 'scripts', name), ...args])

/** Text that may stand nowhere in what runs, and why. `except` names the one file where it belongs. */
const BANNED = [
  { pattern: 'innerHTML|dangerouslySetInnerHTML|insertAdjacentHTML|document\\.write', why: 'HTML from strings' },
  {
    pattern: "socket\\.(on|once)\\((?!'(disconnect|error|close)')|socket\\.onAny\\(",
    why: 'a socket event past the guard',
    folder: 'server',
    except: 'server/guard.ts',
  },
  {
    pattern: 'process\\.env|process\\.exit',
    why: 'only start.ts touches the process',
    folder: 'server',
    except: 'server/start.ts',
  },
]

async function banned(): Promise<Result> {
  const files = (
    await run('git', ['ls-files', 'client', 'faq', 'install', 'protocol', 'server', 'staff', 'widget'])
  ).output
    .split('\n')
    .filter((file) => /\.(ts|tsx)$/.test(file))
  const hits: string[] = []
  for (const file of files) {
    const lines = (await readFile(join(root, file), 'utf8')).split('\n')
    for (const { pattern, why, folder = '', except } of BANNED) {
      if (!file.startsWith(folder) || file === except) continue
      const regex = new RegExp(pattern)
      lines.forEach((line, i) => {
        if (regex.test(line)) hits.push(`${file}:${i + 1}: ${why}`)
      })
    }
  }
  return { ok: hits.length === 0, output: hits.join('\n') }
}

const checks: [string, () => Promise<Result>][] = [
  ['format, lint, import directions', () => tool('biome', 'ci', '--error-on-warnings', '.')],
  ['types', () => tool('tsc', '-p', '.')],
  ['unused code', () => tool('knip')],
  ['banned text', banned],
  ['content', () => script('faq-check.ts')],
  ['build', () => script('build.ts')],
  ['calibration', () => script('faq-calibrate.ts', '--check')],
  ['sizes', () => script('size.ts')],
]

/** Checks whose figures are worth seeing each time. */
const SAYS_FIGURES = new Set(['calibration', 'sizes'])

let failed = 0
for (const [name, check] of checks) {
  const { ok, output } = await check()
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name}`)
  if (!ok || SAYS_FIGURES.has(name)) console.log(output.trimEnd())
  if (!ok) failed += 1
}
if (failed > 0) {
  console.error(`\n${failed} of ${checks.length} checks failed.`)
  process.exit(1)
}
