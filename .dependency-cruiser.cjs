// Which part may import which. Each list runs from the bottom up: a room imports only rooms that stand before it in its list.

/** Packages and what each may import of ours. */
const PACKAGES = {
  core: [],
  sqlite: ['core'],
  code: ['core'],
  drizzle: ['core', 'sqlite'],
  rollback: ['core', 'sqlite'],
  configuration: ['core', 'sqlite', 'code', 'rollback', 'drizzle'],
  telegram: ['core'],
  'schema-combined': [],
  'schema-price-action': [],
  'schema-central': [],
  testkit: ['core', 'sqlite'],
};

/** Rooms inside packages, folders or files of src; rooms that share an inner list are neighbours that do not import each other. */
const ROOMS = {
  'packages/core/src': [
    'kernel',
    'ports',
    ['files', 'ledger', 'code'],
    'config',
    'plan',
    'survey',
    'report',
    'snapshot',
    'run',
    ['scratch', 'rehearsal'],
    ['maintenance', 'authoring', 'care'],
    'rollbacks',
    'migrator',
    ['application', 'remote'],
  ],
  'packages/sqlite/src': [
    ['script', 'connection'],
    ['model', 'ledger', 'lock', 'target'],
    ['content', 'health', 'removal', 'diff'],
    'declared',
    ['session', 'snapshot'],
    'workbench',
  ],
  'packages/telegram/src': [
    ['message', 'wording'],
    'state',
    ['access', 'engine'],
    'views',
    ['approval', 'progress', 'alerts'],
    'tools',
    'commands',
    'composer',
  ],
  'apps/bot/src': [['log.ts', 'exit.ts'], 'settings', 'state', 'telegram', ['server', 'check']],
  'packages/rollback/src': [
    ['rows', 'image'],
    'store',
    'trace',
    'play',
    ['preserve', 'generate'],
    ['restore', 'reverse'],
    'prove',
    'studio',
  ],
  'packages/drizzle/src': [['kit', 'print']],
};

const layers = Object.entries(PACKAGES).map(([name, allowed]) => ({
  name: `layer-${name}`,
  severity: 'error',
  comment: `packages/${name} may import of ours: ${allowed.join(', ') || 'nothing'}`,
  from: { path: `^packages/${name}/` },
  to: { path: '^(packages|apps)/', pathNot: [name, ...allowed].map((other) => `^packages/${other}/`).concat(testsMayUse(name)) },
}));

// The tests of a package may use the testkit, what is declared of the databases that the migrations make, the driver's the loader of those
// that are code, and the adapter's a whole engine.
function testsMayUse(name) {
  if (name === 'testkit' || name.startsWith('schema-')) return [];
  const more = { sqlite: ['^packages/code/'], telegram: ['^packages/(sqlite|rollback)/'] };
  return ['^packages/testkit/', '^packages/schema-[^/]+/', ...(more[name] ?? [])];
}

const pathOf = (room) => (room.endsWith('.ts') ? `${room.replace('.', '[.]')}$` : `${room}/`);
const anyOf = (root, names) => (names.length === 0 ? '^$' : `^${root}/(${names.map(pathOf).join('|')})`);

const rooms = Object.entries(ROOMS).flatMap(([root, floors]) =>
  floors.flatMap((floor, height) => {
    const neighbours = [floor].flat();
    const below = floors.slice(0, height).flat();
    return neighbours.map((room) => ({
      name: `room-${root.split('/')[1]}-${room}`,
      severity: 'error',
      comment: `${root}/${room} imports only rooms below it`,
      from: { path: anyOf(root, [room]) },
      to: { path: `^${root}/`, pathNot: anyOf(root, [...below, room]) },
    }));
  }),
);

// A room that is not in the list would be ruled by nothing.
const unlisted = Object.entries(ROOMS).map(([root, floors]) => ({
  name: `room-unlisted-${root.split('/')[1]}`,
  severity: 'error',
  comment: `add the room to ROOMS in .dependency-cruiser.cjs`,
  from: {},
  to: { path: `^${root}/[^/]+/`, pathNot: anyOf(root, floors.flat()) },
}));

module.exports = {
  forbidden: [
    { name: 'no-cycle', severity: 'error', comment: 'type imports count', from: {}, to: { circular: true } },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'an import that resolves to nothing is checked by nothing',
      from: {},
      to: { couldNotResolve: true },
    },
    ...layers,
    ...rooms,
    ...unlisted,
    {
      name: 'no-testkit-in-sources',
      severity: 'error',
      from: { path: '^(packages/(?!testkit/)[^/]+|apps/[^/]+)/src/' },
      to: { path: '^packages/testkit/' },
    },
    {
      name: 'no-driver-in-code',
      severity: 'error',
      from: { path: '^packages/(code|telegram)/src/' },
      to: { path: '^packages/(sqlite|rollback)/' },
    },
    { name: 'no-code-in-the-driver', severity: 'error', from: { path: '^packages/sqlite/src/' }, to: { path: '^packages/code/' } },
    {
      name: 'no-test-in-sources',
      severity: 'error',
      from: { path: '^(packages|apps)/[^/]+/src/' },
      to: { path: '^(packages|apps)/[^/]+/test/' },
    },
    {
      name: 'better-sqlite3-in-the-driver-only',
      severity: 'error',
      comment: 'only the driver touches a connection; the bot keeps its own state in a file that is never migrated',
      from: { path: '^(packages|apps)/[^/]+/src/', pathNot: ['^packages/(sqlite|testkit)/src/', '^apps/bot/src/state/'] },
      to: { path: '/node_modules/better-sqlite3/|^better-sqlite3$' },
    },
    {
      name: 'no-deep-import',
      severity: 'error',
      comment: 'another package is used through its entry',
      from: { path: '^(packages|apps)/([^/]+)/' },
      to: { path: '^packages/[^/]+/src/', pathNot: ['^packages/$2/', '^packages/[^/]+/src/index[.]ts$'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.sources.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types', 'default'] },
    moduleSystems: ['es6', 'cjs'],
  },
};
