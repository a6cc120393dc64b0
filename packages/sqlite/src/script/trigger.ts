/**
 * Where a statement stands on its way to being a trigger: its semicolons don't end it until `; END`.
 * `begun` is right behind BEGIN, `semi` right behind a semicolon of the body, `empty` behind `BEGIN END`.
 */
export type TriggerState = 'start' | 'plain' | 'explain' | 'create' | 'header' | 'begun' | 'body' | 'semi' | 'empty' | 'closing';

/**
 * The state after one more token, given as its upper-case word (empty for anything but a plain word or a semicolon).
 * Written after `sqlite3_complete()`, made stricter in one place: behind `; END` nothing opens the body again, so that a
 * forgotten semicolon there can't swallow the rest of the file.
 */
export function advance(state: TriggerState, word: string): TriggerState {
  const next = HEAD[state];
  return next === undefined ? advanceBody(state, word) : (next[word] ?? next.other);
}

type Step = { readonly other: TriggerState } & Readonly<Partial<Record<string, TriggerState>>>;

const HEAD: Readonly<Partial<Record<TriggerState, Step>>> = {
  start: { EXPLAIN: 'explain', CREATE: 'create', other: 'plain' },
  explain: { QUERY: 'explain', PLAN: 'explain', CREATE: 'create', other: 'plain' },
  create: { TEMP: 'create', TEMPORARY: 'create', TRIGGER: 'header', other: 'plain' },
  header: { BEGIN: 'begun', other: 'header' },
};

function advanceBody(state: TriggerState, word: string): TriggerState {
  if (state === 'plain' || state === 'closing') return state;
  if (word === ';') return 'semi';
  if (word === 'END' && state === 'semi') return 'closing';
  // A column may be named begin, as in `WHEN CASE WHEN x THEN begin END BEGIN …`: only `BEGIN END;` is an empty body.
  if (word === 'END' && state === 'begun') return 'empty';
  return word === 'BEGIN' && state !== 'semi' ? 'begun' : 'body';
}

/** Whether a semicolon ends the statement here. */
export function endsAtSemicolon(state: TriggerState): boolean {
  return !isOpenBody(state);
}

/** Whether the text may stop here: it may not in the middle of a trigger. */
export function mayStop(state: TriggerState): boolean {
  return state !== 'header' && !isOpenBody(state);
}

function isOpenBody(state: TriggerState): boolean {
  return state === 'begun' || state === 'body' || state === 'semi';
}
