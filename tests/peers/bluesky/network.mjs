// Bluesky's own network for tests: directory, personal data server, AppView and Ozone, all on loopback.
// Environment: DB_POSTGRES_URL, REDIS_HOST (host:port), DB_POSTGRES_SCHEMA, PORTS (plc,pds,bsky,ozone,settled and as many
// more as the servers choose for themselves), DESK (the address of a desk on the internet, as the servers take it) and
// DESK_SAYS (a file: what that desk answers to everybody).
// Prints one line of JSON when ready. GET `settled` answers 200 once everything written before is where it will be read.
import fs from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

// The development servers listen on every interface; a test's servers must not be reachable from outside. A port they
// would be given for a moment, to be listened on a moment later, is one that was claimed for this run.
const [plc, pds, bsky, ozone, control, ...spare] = process.env.PORTS.split(',').map(Number)
const claimed = (port) => Number(port) || spare.shift() || 0
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (first, ...rest) {
  if (first !== null && typeof first === 'object' && first.port !== undefined) {
    return listen.call(this, { ...first, port: claimed(first.port), host: '127.0.0.1' }, ...rest)
  }
  if (typeof first === 'number' || /^\d+$/.test(String(first))) {
    const after = typeof rest[0] === 'string' ? rest.slice(1) : rest
    return listen.call(this, claimed(first), '127.0.0.1', ...after)
  }
  return listen.call(this, first, ...rest)
}

// A desk on the internet cannot be had on loopback: what it would say is read from a file.
const over = globalThis.fetch
globalThis.fetch = function (input, init) {
  const asked = String(input instanceof Request ? input.url : input)
  if (!asked.startsWith(`${process.env.DESK}/`)) return over.call(this, input, init)
  if (!fs.existsSync(process.env.DESK_SAYS)) return Promise.resolve(new Response('', { status: 404 }))
  const headers = { 'content-type': 'application/json' }
  return Promise.resolve(new Response(fs.readFileSync(process.env.DESK_SAYS), { headers }))
}

const { TestNetwork } = await import(pathToFileURL(createRequire(process.cwd() + '/').resolve('@atproto/dev-env')))
const network = await TestNetwork.create({
  dbPostgresSchema: process.env.DB_POSTGRES_SCHEMA,
  plc: { port: plc },
  pds: { port: pds, hostname: 'localhost', enableDidDocWithSession: true },
  bsky: { port: bsky, publicUrl: `http://localhost:${bsky}` },
  ozone: { port: ozone },
})
for (const name of ['agency', 'citizen']) {
  const agent = network.pds.getAgent()
  await agent.createAccount({ handle: `${name}.test`, email: `${name}@example.test`, password: 'a-password-for-tests' })
  await agent.upsertProfile((profile) => ({ ...profile, displayName: `The ${name}`, description: 'In a test.' }))
}

// The AppView takes in each account's acts by themselves: an answer that it meets before the post it answers is told to
// nobody. Once it has read to the end, it counts: likes, answers and followers come last, so they are waited for again.
const PATIENCE = 500000
async function settled() {
  await network.pds.processAll()
  await network.processFullSubscription(PATIENCE)
  await network.bsky.sub.processAll()
}
await network.processAll(PATIENCE)
await settled()
await new Promise((resolve) => {
  const server = http.createServer((request, response) => {
    settled().then(
      () => response.writeHead(200).end(),
      (error) => response.writeHead(500).end(String(error?.stack ?? error)),
    )
  })
  server.listen(control, resolve)
})
const address = `http://127.0.0.1:${control}/settled`
console.log(JSON.stringify({ pds: network.pds.url, appview: network.bsky.url, plc: network.plc.url, settled: address }))

let ending = false
async function end() {
  if (ending) return
  ending = true
  setTimeout(() => process.exit(0), 4000).unref()
  await network.close().catch((error) => console.error(error))
  process.exit(0)
}
process.on('SIGTERM', end)
process.on('SIGINT', end)
setInterval(() => {}, 1 << 30)
