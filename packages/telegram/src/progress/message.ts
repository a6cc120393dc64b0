import { bold, code, italic, line, title, tree } from '../message/value.js';
import type { Line, Message, Section } from '../message/value.js';
import { duration, time } from '../wording/words.js';
import type { DatabaseProgress, Progress } from './progress.js';

/** What a progress message shows besides the progress. */
export interface ProgressMoment {
  readonly request: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly startedAt: string;
  readonly at: string;
}

const PHASES: Record<DatabaseProgress['phase'], readonly [string, string]> = {
  waiting: ['▫️', 'Waits for its turn'],
  locked: ['🔒', 'Waits for a lock'],
  checking: ['🔎', 'Looks before it begins'],
  copying: ['💾', 'Takes a snapshot'],
  rehearsing: ['🧪', 'Tries it on a copy'],
  running: ['▶️', 'Runs'],
  done: ['✅', 'Done'],
  failed: ['❌', 'Failed'],
};

/** The message that is edited while a run goes on. */
export function progressMessage(progress: Progress, { request, labels, startedAt, at }: ProgressMoment): Message {
  const soFar = duration(Math.max(0, Date.parse(at) - Date.parse(startedAt)));
  return {
    head: [...title('⏳', 'Under way'), line('Request ', code(request))],
    sections: [...shown(progress).map((one) => section(one, labels.get(one.name) ?? one.name)), ...rest(progress)],
    foot: [line(italic(`${soFar} so far, at ${time(at).slice(-12)}`))],
  };
}

/** More databases than that: those that are through, and those that wait, are only counted. */
const MOST_DATABASES = 6;

function shown(progress: Progress): Progress {
  return progress.length <= MOST_DATABASES ? progress : progress.filter(({ phase }) => phase !== 'done' && phase !== 'waiting');
}

function rest(progress: Progress): readonly Section[] {
  if (progress.length <= MOST_DATABASES) return [];
  const number = (wanted: DatabaseProgress['phase']): number => progress.filter(({ phase }) => phase === wanted).length;
  return [
    tree([line(`✅ ${number('done')} of ${progress.length} databases are done`), line(`▫️ ${number('waiting')} wait for their turn`)]),
  ];
}

function section(one: DatabaseProgress, label: string): Section {
  return [line(`${PHASES[one.phase][0]} `, bold(label)), ...tree(lines(one))];
}

function lines({ phase, migrations, finished, current, copy }: DatabaseProgress): readonly Line[] {
  return [
    line(PHASES[phase][1]),
    ...(copy === null ? [] : [line(`${bar(copy.done, copy.of)} of the copy`)]),
    ...(migrations === 0 ? [] : [line(`${finished} of ${migrations} migrations`)]),
    ...(current === null
      ? []
      : [line(code(current.title)), line(`${bar(current.done, current.of)} ${current.done} of ${current.of} ${current.unit}`)]),
  ];
}

const BAR = 10;

function bar(done: number, of: number): string {
  const full = of <= 0 ? 0 : Math.max(0, Math.min(BAR, Math.floor((done / of) * BAR)));
  return `${'▓'.repeat(full)}${'░'.repeat(BAR - full)}`;
}
