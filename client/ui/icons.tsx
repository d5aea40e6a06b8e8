/** Every icon. The panel takes the two files one by one, because it needs the first before the second. */
export * from './icon.tsx'
export * from './shapes.ts'
