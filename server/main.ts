import { keepCompiledCode } from './code-cache.ts'

// Before the program is imported: what is compiled until then is compiled anew at every start.
keepCompiledCode()
await import('./start.ts')
