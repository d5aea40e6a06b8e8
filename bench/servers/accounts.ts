import type { NewAccount } from '../../server/auth.ts'

/** The staff accounts of a measured server, by number. */
export const accountOf = (at: number): NewAccount => ({
  name: `Staff ${at}`,
  email: `staff-${at}@clinic.example`,
  password: 'a lamp left on at night',
})
