import { signal } from '@preact/signals'
import { afterEach, expect, test } from 'vitest'
import { type Lead, takeLead } from '../../staff/models/lead.ts'
import { until } from '../support/server.ts'

const open: Lead[] = []
afterEach(() => {
  for (const lead of open.splice(0)) lead.stop()
})

/** A tab: what it wants can be changed, and it can be closed. */
function tab(wants = true) {
  const wanting = signal(wants)
  const lead = takeLead('test', wanting, navigator.locks)
  open.push(lead)
  return { wanting, lead, leads: () => lead.leads.value }
}

test('of several tabs one leads, and the next one when it is closed', async () => {
  const [first, second, third] = [tab(), tab(), tab()]
  await until('the first', first.leads)
  expect([second.leads(), third.leads()]).toEqual([false, false])
  first.lead.stop()
  expect(first.leads()).toBe(false)
  await until('the second', second.leads)
  expect(third.leads()).toBe(false)
})

test('a tab that may make no sound leaves it to one that may, and has its turn later', async () => {
  const silenced = tab(false)
  const other = tab()
  await until('the other', other.leads)
  silenced.wanting.value = true
  expect(silenced.leads()).toBe(false)
  other.wanting.value = false
  await until('its turn', silenced.leads)
  expect(other.leads()).toBe(false)
})

test('who stops wanting while it waits is passed over', async () => {
  const [first, second, third] = [tab(), tab(), tab()]
  await until('the first', first.leads)
  second.wanting.value = false
  first.lead.stop()
  await until('the third', third.leads)
  expect(second.leads()).toBe(false)
})
