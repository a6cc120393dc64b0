// What an application gets that imports the two packages.
import { createMigrator, resolveConfig } from '../../../packages/core/dist/bundle/index.js';
import { sqliteDriver } from '../../../packages/sqlite/dist/bundle/index.js';

// All places are one call.
const [action, text] = process.argv.slice(2);
const { places, steps = 1 } = JSON.parse(text);
const config = { databases: Object.fromEntries(places.map(({ folder, file }, index) => [`db${index}`, { file, migrations: folder }])) };
const root = process.cwd();
const migrator = createMigrator({ databases: resolveConfig(config, { root, cwd: root, file: 'inline', env: {} }), driver: sqliteDriver() });
const quick = { snapshot: false, approval: 'all' };

const report = await {
  up: () => migrator.up(quick),
  'up-together': () => migrator.up({ ...quick, singleTransaction: true }),
  status: () => migrator.status(),
  down: () => migrator.down({ ...quick, steps }),
}[action]();

for (const { name, version, pending } of report.databases)
  if (action === 'status') console.log(`${name} ${version}, ${pending.length} pending`);
if (!report.ok) {
  console.error(report.error ?? report.databases.find(({ error }) => error !== null)?.error);
  process.exitCode = 1;
}
