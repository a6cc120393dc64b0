import type { Playable, Reversal } from '@zepix/migrations-core';
import { isEngineObject } from '@zepix/migrations-sqlite';
import type { StoredObject, Workbench } from '@zepix/migrations-sqlite';
import { scriptText } from '../generate/index.js';
import type { Change, SchemaWatch } from '../trace/schema-watch.js';
import { dropWhatWasMade } from './made.js';
import { rebuildScript } from './rebuilt.js';

const MAKES = /^\s*CREATE\b/i;
/** Statements that leave the schema as it is. */
const WRITES_ROWS = /^\s*(?:INSERT|UPDATE|DELETE|REPLACE|SELECT|WITH|PRAGMA)\b/i;

/** What one migration does to the schema, and the script that undoes it. */
export class SchemaReversal implements Reversal {
  readonly #bench: Workbench;
  readonly #watch: SchemaWatch;
  readonly #up: Playable | null;
  readonly #ledger: string;

  /** `up`: what will run; null where that is not known. */
  constructor(bench: Workbench, watch: SchemaWatch, up: Playable | null, ledger: string) {
    this.#bench = bench;
    this.#watch = watch;
    this.#up = up;
    this.#ledger = ledger;
    watch.sync(null);
  }

  script(): string | null {
    const isOwn = isEngineObject(this.#ledger);
    const isTheirs = ({ name, table }: StoredObject): boolean => !isOwn(name) && !isOwn(table);
    const changes = this.#watch.sync(this.#up === null ? null : hintOf(this.#up)).filter((change) => isAbout(change, isTheirs));
    if (changes.length === 0) return null;
    if (changes.some(({ before }) => before !== null)) {
      const standing = [...this.#watch.objects()].filter(isTheirs);
      const isOneStep = this.#up !== null && changing(this.#up).length === 1;
      return rebuildScript({ changes, standing, up: this.#up, ledger: this.#ledger, isOneStep });
    }
    const made = changes.flatMap(({ after }) => after ?? []);
    return scriptText([{ comment: null, statements: dropWhatWasMade(this.#bench, made) }]);
  }
}

function isAbout({ before, after }: Change, isTheirs: (object: StoredObject) => boolean): boolean {
  return (before !== null && isTheirs(before)) || (after !== null && isTheirs(after));
}

/** One statement that tells the watch as much as all of them: what was only made is read without reading everything else again. */
function hintOf(up: Playable): string | null {
  const [first, ...others] = changing(up);
  return first !== undefined && (others.length === 0 || [first, ...others].every((sql) => MAKES.test(sql))) ? first : null;
}

function changing({ program }: Playable): readonly string[] {
  return program.statements.map(({ original }) => original).filter((sql) => !WRITES_ROWS.test(sql));
}
