// Ours as an application imports it, once: prints the processor time of each phase of an `up` on a new database, in ms, as JSON.
//   node tools/run/phases.mjs up|up-together '{"places":[{"folder":"…","file":"…"}]}'
const used = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const phases = {};
let since = 0;
const ends = (phase) => {
  const now = used();
  phases[phase] = (phases[phase] ?? 0) + now - since;
  since = now;
};

ends('Node itself');
const { createMigrator, resolveConfig } = await import('../../../packages/core/dist/bundle/index.js');
const { sqliteDriver } = await import('../../../packages/sqlite/dist/bundle/index.js');
ends('importing');

const [action, text] = process.argv.slice(2);
const [{ folder, file }] = JSON.parse(text).places;
const ENDS = {
  'lock-taken': 'reading and hashing the files',
  planned: 'planning: every script is parsed and judged',
  recorded: 'migrating',
};
const databases = resolveConfig(
  { databases: { one: { file, migrations: folder } } },
  { root: '/', cwd: process.cwd(), file: 'inline', env: {} },
);
const observers = [{ emit: ({ event }) => ENDS[event] !== undefined && ends(ENDS[event]) }];
const settings = { snapshot: false, approval: 'all', singleTransaction: action === 'up-together' };
const { ok } = await createMigrator({ databases, driver: sqliteDriver(), observers }).up(settings);
ends('the last commit, and the report');
process.exitCode = ok ? 0 : 1;
console.log(JSON.stringify(phases));
