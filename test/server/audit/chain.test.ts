import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AUDIT_KINDS, type AuditRow } from '../../../protocol/audit.ts'
import { rowAfter, type Verdict, verify } from '../../../server/audit/chain.ts'
import { openDatabase } from '../../../server/store/sqlite-open.ts'
import { testKeyring } from '../../support/keys.ts'

const ROWS = 60
let folder: string
let db: DatabaseSync
let close: () => void
let rows: AuditRow[]

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bedside-'))
  const opened = openDatabase(join(folder, 'chat.db'), testKeyring())
  db = opened.db
  close = opened.release
  rows = []
  for (let n = 1; n <= ROWS; n += 1) {
    const what = AUDIT_KINDS[n % AUDIT_KINDS.length] ?? 'searched'
    const deed = { at: 1000 * n, who: n % 3 === 0 ? null : `a${n % 3}`, what, detail: null, count: n, which: `c${n}` }
    rows.push(rowAfter(rows.at(-1) ?? null, deed))
  }
  const insert = db.prepare('INSERT INTO audit VALUES (:number, :at, :who, :what, :detail, :count, :which, :hash)')
  for (const row of rows) insert.run({ ...row })
})
afterAll(() => {
  close()
  rmSync(folder, { recursive: true })
})

const stored = () => db.prepare('SELECT * FROM audit ORDER BY number').all() as unknown as AuditRow[]

/** What is found after somebody with the database in hand took the triggers away and did this; it is undone afterwards. */
async function tampered(tamper: () => void, noted: Parameters<typeof verify>[1] = []): Promise<Verdict> {
  db.exec('BEGIN; DROP TRIGGER audit_not_changed; DROP TRIGGER audit_not_removed; DROP TRIGGER audit_in_order')
  try {
    tamper()
    return await verify(stored(), noted)
  } finally {
    db.exec('ROLLBACK')
  }
}

const anyNumber = fc.integer({ min: 1, max: ROWS })
const COLUMNS = ['at', 'who', 'what', 'detail', 'count', 'which', 'hash'] as const

describe('the audit log', () => {
  test('is whole as it was written', async () => {
    expect(await verify(stored())).toEqual({
      rows: ROWS,
      from: 1000,
      to: 1000 * ROWS,
      head: { number: ROWS, hash: rows.at(-1)?.hash },
      wrong: null,
    })
    expect(await verify([])).toMatchObject({ rows: 0, wrong: null, from: null })
  })

  test('takes no change, no removal and no row in the place of another', () => {
    expect(() => db.exec("UPDATE audit SET who = 'x' WHERE number = 3")).toThrow('never changed')
    expect(() => db.exec('DELETE FROM audit WHERE number = 3')).toThrow('never removed')
    expect(() => db.exec("REPLACE INTO audit VALUES (3, 1, 'x', 'x', NULL, NULL, NULL, 'x')")).toThrow('at its end')
    expect(() => db.exec("INSERT INTO audit VALUES (99, 1, 'x', 'x', NULL, NULL, NULL, 'x')")).toThrow('at its end')
    expect(stored()).toHaveLength(ROWS)
  })

  test('shows any change of any field of any row, by its number (T23)', async () => {
    const change = fc.record({
      number: anyNumber,
      column: fc.constantFrom(...COLUMNS),
      text: fc.string(),
      amount: fc.integer(),
    })
    await fc.assert(
      fc.asyncProperty(change, async ({ number, column, text, amount }) => {
        const row = rows[number - 1]
        const value = column === 'at' || column === 'count' ? amount : text
        fc.pre(row !== undefined && row[column] !== value)
        const verdict = await tampered(() => {
          const update: Record<(typeof COLUMNS)[number], string> = {
            at: 'UPDATE audit SET at = ? WHERE number = ?',
            who: 'UPDATE audit SET who = ? WHERE number = ?',
            what: 'UPDATE audit SET what = ? WHERE number = ?',
            detail: 'UPDATE audit SET detail = ? WHERE number = ?',
            count: 'UPDATE audit SET count = ? WHERE number = ?',
            which: 'UPDATE audit SET which = ? WHERE number = ?',
            hash: 'UPDATE audit SET hash = ? WHERE number = ?',
          }
          db.prepare(update[column]).run(value, number)
        })
        expect(verdict).toMatchObject({ wrong: number, head: { number: number - 1 } })
      }),
      { numRuns: 200 },
    )
  })

  test('shows a row that was removed, and all that were: by the first number that is missing', async () => {
    await fc.assert(
      fc.asyncProperty(anyNumber, fc.integer({ min: 0, max: 5 }), async (first, more) => {
        fc.pre(first + more < ROWS)
        const verdict = await tampered(() =>
          db.prepare('DELETE FROM audit WHERE number BETWEEN ? AND ?').run(first, first + more),
        )
        expect(verdict.wrong).toBe(first)
      }),
    )
  })

  test('shows two rows that changed places, a row that was put in, and numbers that were closed up', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: ROWS - 1 }), async (number) => {
        const exchanged = await tampered(() => {
          const move = db.prepare('UPDATE audit SET number = ? WHERE number = ?')
          move.run(1000, number)
          move.run(number, number + 1)
          move.run(number + 1, 1000)
        })
        expect(exchanged.wrong).toBe(number)
        const closedUp = await tampered(() => {
          db.prepare('DELETE FROM audit WHERE number = ?').run(number)
          const move = db.prepare('UPDATE audit SET number = ? WHERE number = ?')
          for (let n = number + 1; n <= ROWS; n += 1) move.run(n - 1, n)
        })
        expect(closedUp.wrong).toBe(number)
      }),
      { numRuns: 30 },
    )
    const added = await tampered(() =>
      db.exec(`INSERT INTO audit VALUES (${ROWS + 1}, 1, 'x', 'searched', NULL, 1, NULL, '${'0'.repeat(64)}')`),
    )
    expect(added.wrong).toBe(ROWS + 1)
  })

  test('shows rows that are missing at its end to whoever noted one of them, and a log that was written anew', async () => {
    const note = rows.at(-1)
    if (!note) throw new Error('no rows')
    const cut = () => db.prepare('DELETE FROM audit WHERE number > ?').run(ROWS - 3)
    expect((await tampered(cut)).wrong).toBeNull()
    expect((await tampered(cut, [note])).wrong).toBe(ROWS - 2)
    const again = () => {
      db.exec('DELETE FROM audit')
      const insert = db.prepare('INSERT INTO audit VALUES (:number, :at, :who, :what, :detail, :count, :which, :hash)')
      let last: AuditRow | null = null
      for (const row of rows) {
        last = rowAfter(last, { ...row, who: 'somebody else' })
        insert.run({ ...last })
      }
    }
    expect((await tampered(again)).wrong).toBeNull()
    expect((await tampered(again, [note])).wrong).toBe(ROWS)
    expect((await tampered(() => {}, [note])).wrong).toBeNull()
  })
})
