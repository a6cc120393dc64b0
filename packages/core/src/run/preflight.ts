import { MigrationError } from '../kernel/error.js';
import type { Driver, Session, Target } from '../ports/driver.js';
import type { Plan } from '../plan/plan.js';

const SPARE_BYTES = 1024 * 1024;

/** What must hold before anything is changed. @throws DATABASE_DAMAGED, DISK_SPACE_LOW */
export function preflight(driver: Driver, target: Target, session: Session, plan: Plan): void {
  const findings = session.integrity();
  if (findings.length > 0) {
    throw new MigrationError('DATABASE_DAMAGED', `${target.shown} is damaged: ${findings.slice(0, 3).join('; ')}.`, {
      hint: 'Restore a backup before migrating.',
      dataState: 'Nothing was changed.',
    });
  }
  checkSpace(driver, target, session, plan);
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

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
