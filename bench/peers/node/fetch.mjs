// npm's fhirclient: fetches the searches of its orders page after page, counts resources by type, and tells time and
// memory. Orders come as JSON in argv, what it tells goes out as JSON.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fhirclient from 'fhirclient';

const { base, searches } = JSON.parse(process.argv[2]);
const version = createRequire(import.meta.url)('./node_modules/fhirclient/package.json').version;
const kibibytes = (name) => Number(readFileSync('/proc/self/status', 'utf8').match(new RegExp(`${name}:\\s+(\\d+)`))[1]);

// No session: what signs in is not measured.
const storage = { get: async () => undefined, set: async (_, value) => value, unset: async () => true };
const client = fhirclient({ url: '/', headers: {} }, {}, storage).client({ serverUrl: base });

writeFileSync('/proc/self/clear_refs', '5');
const before = kibibytes('VmRSS');
const started = performance.now();
const counts = {};
for (const search of searches) {
  for (const resource of await client.request(search, { pageLimit: 0, flat: true })) {
    counts[resource.resourceType] = (counts[resource.resourceType] ?? 0) + 1;
  }
}
const seconds = (performance.now() - started) / 1000;
const growth = ((kibibytes('VmHWM') - before) * 1024) / 1e6;
console.log(JSON.stringify({ version: `${version}, Node.js ${process.version}`, seconds, growth, counts }));
