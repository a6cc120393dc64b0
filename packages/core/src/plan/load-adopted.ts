import { MANNERS } from '../files/formats/format.js';
import type { Adopted } from '../files/formats/format.js';
import { parseHeader } from '../files/header.js';
import type { Header } from '../files/header.js';
import type { Driver } from '../ports/driver.js';
import type { Intent, Program, Script } from '../ports/script.js';
import type { LoadedScript } from './loaded.js';

type About = Pick<Intent, 'direction' | 'version' | 'ledgerTable'>;

/** Judges a script of another tool's folder. Of its comments only two header lines mean anything: `Transaction` and `Foreign-Keys`. */
export function loadAdopted(driver: Driver, script: Script, adopted: Adopted, about: About): LoadedScript {
  const said = switches(script);
  const transactional = said.transactional ?? adopted.transactional;
  const compile = (foreignKeys: boolean): Program => driver.compile(script, { ...about, transactional, foreignKeys, adopted: true });
  const first = compile(said.foreignKeys ?? MANNERS[adopted.format].foreignKeys);
  const foreignKeys = said.foreignKeys ?? (MANNERS[adopted.format].foreignKeys && !isRebuild(first));
  const program = compile(foreignKeys);
  const header: Header = { ...parseHeader([]), transactional, foreignKeys };
  const problems = program.problems.map((error) => error.with({ dataState: 'Nothing was changed.' }));
  return { header, program, notices: program.notices, code: null, problems };
}

/** With foreign keys on, dropping a table deletes its children's rows: the tool's own `PRAGMA foreign_keys=OFF` was there to prevent that. */
function isRebuild({ foreignKeys, effects }: Program): boolean {
  return foreignKeys === false || effects.some(({ kind }) => kind === 'drop-table');
}

function switches({ header }: Script): { readonly transactional?: boolean; readonly foreignKeys?: boolean } {
  const value = (key: RegExp): string | undefined =>
    header.map(({ text }) => key.exec(text)?.[1]?.toUpperCase()).find((one) => one !== undefined);
  const transaction = value(/^Transaction:\s*(YES|NO)$/i);
  const foreignKeys = value(/^Foreign-Keys:\s*(ON|OFF)$/i);
  return {
    ...(transaction !== undefined && { transactional: transaction === 'YES' }),
    ...(foreignKeys !== undefined && { foreignKeys: foreignKeys === 'ON' }),
  };
}
