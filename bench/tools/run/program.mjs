// The frame of the programs that stand for an application which migrates with one of the tools:
//   node tools/run/NAME.mjs ACTION '{"places":[{"folder":"…","file":"…"}],"steps":1}'
// The last line it prints is JSON, with the settings of the connection it used.

export async function main(actions) {
  const [action, text] = process.argv.slice(2);
  const { places, steps = 1 } = JSON.parse(text);
  let settings;
  for (const place of places) settings = await actions[action](place, steps);
  console.log(JSON.stringify(settings ?? {}));
}

/** The settings of a better-sqlite3 connection that decide what a commit costs and what it checks. */
export function settingsOf(db) {
  const pragma = (name) => db.pragma(name, { simple: true });
  return { journal_mode: pragma('journal_mode'), synchronous: pragma('synchronous'), foreign_keys: pragma('foreign_keys') };
}
