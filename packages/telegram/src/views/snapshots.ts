import type { Report, SnapshotList } from '@zepix/migrations-core';
import { bold, code, command, line, title, tree } from '../message/value.js';
import type { Message, Section } from '../message/value.js';
import { bytes, count, time } from '../wording/words.js';
import { errorLines } from './error.js';

/** `/migration_snapshots`: what can be restored, and the command for it. */
export function snapshotsMessage(report: Report, lists: readonly SnapshotList[]): Message {
  const head = title('📸', 'Snapshots');
  if (report.error) return { head, sections: [errorLines(report.error)], foot: [] };
  return { head, sections: lists.flatMap(listSections), foot: [line('Touch a command to copy it, and send it.')] };
}

function listSections({ database, snapshots, broken }: SnapshotList): readonly Section[] {
  const damaged = broken.length === 0 ? [] : [line(`⚠️ ${count(broken.length, 'copy that can’t be restored')}`)];
  return [
    [line('📦 ', bold(database)), ...tree([line(count(snapshots.length, 'snapshot')), ...damaged])],
    ...snapshots.map(({ id, manifest }) => [
      line('💾 ', code(time(manifest.createdAt))),
      ...tree([
        line(`Why: ${manifest.reason} · `, bytes(manifest.bytes)),
        line('Version in it: ', manifest.version === null ? 'none' : code(manifest.version)),
        line(command('migration_restore', `${database} ${id}`)),
      ]),
    ]),
  ];
}
