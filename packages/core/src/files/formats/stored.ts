import type { ScriptFile } from '../migration-file.js';
import { isFormat } from './format.js';
import type { Adopted } from './format.js';

const MARK = /^-- adopted from ([a-z-]+)(, without a transaction)?\n/;

/** A rollback as the ledger keeps it: of another tool's folder, with a line in front that says how it is to be read. */
export function toStored({ text, adopted }: ScriptFile): string {
  if (adopted === undefined) return text;
  return `-- adopted from ${adopted.format}${adopted.transactional ? '' : ', without a transaction'}\n${text}`;
}

/** Reads what `toStored` wrote. */
export function readStored(stored: string): { readonly text: string; readonly adopted?: Adopted } {
  const [line = '', format, untransacted] = MARK.exec(stored) ?? [];
  if (!isFormat(format) || format === 'zepix') return { text: stored };
  return { text: stored.slice(line.length), adopted: { format, transactional: untransacted === undefined } };
}
