import { appendFileSync } from 'node:fs'
import { rule } from '../../server/conversation/rule.ts'
import { openSqliteStore } from '../../server/store/sqlite.ts'
import { testKeyring } from '../support/keys.ts'

/** Opens a database, says so in a file and kills itself. Arguments: the database, and the file. */
const [path = '', said = ''] = process.argv.slice(2)
await openSqliteStore({ path, ring: testKeyring(), rule })
appendFileSync(said, 'ready\n')
process.kill(process.pid, 'SIGKILL')
