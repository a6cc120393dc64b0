import { MigrationError } from '../kernel/error.js';
import type { Driver, Session, Target } from '../ports/driver.js';
import type { Plan } from '../plan/plan.js';
import type { Step } from '../plan/step.js';
import type { Statement } from '../ports/script.js';
import type { RunContext } from './context.js';

const SPARE_BYTES = 1024 * 1024;

/** What must hold before anything is changed. @throws DATABASE_DAMAGED, DISK_SPACE_LOW */
export function preflight(context: RunContext, target: Target, session: Session, plan: Plan): void {
  const findings = session.integrity(() => statementsOf(context, session, plan));
  if (findings.length > 0) {
    throw new MigrationError('DATABASE_DAMAGED', `${target.shown} is damaged: ${findings.slice(0, 3).join('; ')}.`, {
      hint: 'Restore a backup before migrating.',
      dataState: 'Nothing was changed.',
    });
  }
  checkSpace(context.driver, target, session, plan);
  if (context.safety !== null) checkAside(target, session, plan);
}

/** To look at more of them takes as long as the check. */
const MOST_DOWNS = 100;

/** All that will run; null where it is more than statements and a few rows that come back. */
function statementsOf({ safety }: RunContext, session: Session, { steps, direction: way }: Plan): readonly Statement[] | null {
  if (way === 'down' && steps.length > MOST_DOWNS) return null;
  const isMore = ({ code, direction, version }: Step): boolean =>
    code !== null || (direction === 'down' && safety?.bringsBackLittle(session, version) !== true);
  return steps.some(isMore) ? null : steps.flatMap(({ program }) => program.statements);
}

/** A migration that rewrites a table needs its size again, in the journal and in new pages, for as long as it runs. */
function checkSpace(driver: Driver, target: Target, session: Session, plan: Plan): void {
  const free = driver.freeSpace(target);
  if (free === null) return;
  const rewrites = plan.steps.some(({ program }) => program.effects.length > 0);
  const needed = SPARE_BYTES + (rewrites ? session.size() : 0);
  if (free >= needed) return;
  throw new MigrationError(
    'DISK_SPACE_LOW',
    `Only ${mebibytes(free)} are free beside ${target.shown}; this run may need ${mebibytes(needed)}.`,
    {
      hint: 'Free some space on that disk, then run again.',
      dataState: 'Nothing was changed.',
    },
  );
}

/** What a migration is about to change is copied first, into temporary files, which may lie on another disk. */
function checkAside({ shown }: Target, session: Session, { steps }: Plan): void {
  const room = session.asideRoom(steps.flatMap(({ program }) => program.effects));
  if (room === null || room.free >= room.needed + SPARE_BYTES) return;
  throw new MigrationError(
    'DISK_SPACE_LOW',
    `Only ${mebibytes(room.free)} are free in ${room.folder}, for temporary files; this run may put ${mebibytes(room.needed)} of ${shown} there.`,
    {
      hint: 'Free some space there, or name a folder on another disk in the environment variable SQLITE_TMPDIR; then run again.',
      dataState: 'Nothing was changed.',
    },
  );
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
