import { ROLES, type Role } from '../protocol/access.ts'

/** Whether who has `role` may do what needs `needed`. */
export const hasRole = (role: Role, needed: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(needed)

/** The role as it was stored. Anything else is the least: a word that nobody knows opens nothing. */
export const roleOf = (stored: unknown): Role => ROLES.find((role) => role === stored) ?? 'staff'
