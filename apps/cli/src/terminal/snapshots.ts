import type { Restoration, SnapshotChange, SnapshotList } from '@zepix/migrations-core';
import type { Manner } from './status.js';
import { alignColumns } from './table.js';
import { bytes, count, duration, time } from './wording.js';

export function takenLines({ result }: { readonly result: readonly SnapshotChange[] }, { style, invoked }: Manner): string[] {
  const lines = alignColumns(result.map(({ database, ids }) => [style.good('✔'), style.strong(database), ids.join(', ')]));
  return [...lines, `  Next: ${style.command(`${invoked} snapshot list`)}`];
}

export function prunedLines({ result }: { readonly result: readonly SnapshotChange[] }, { style }: Manner): string[] {
  const number = result.reduce((sum, { ids }) => sum + ids.length, 0);
  const lines = result.flatMap(({ database, ids }) => ids.map((id) => `  ${style.dim('removed')} ${database} ${id}`));
  return [...lines, number === 0 ? `${style.good('✔')} Nothing to remove.` : `${style.good('✔')} ${count(number, 'snapshot')} removed.`];
}

export function listLines({ result }: { readonly result: readonly SnapshotList[] }, { style, invoked }: Manner): string[] {
  const lines = result.flatMap(({ database, snapshots, broken }) => [
    `${style.strong(database)} ${style.dim(count(snapshots.length, 'snapshot'))}`,
    ...alignColumns(
      snapshots.map(({ id, manifest }) => [
        `  ${id}`,
        time(manifest.createdAt),
        manifest.reason.replaceAll('-', ' '),
        manifest.version === null ? style.dim('no version') : `at ${manifest.version}`,
        bytes(manifest.bytes),
        style.dim(manifest.sha256.slice(0, 12)),
      ]),
    ),
    ...broken.map(({ id, problem }) => `  ${style.bad('✖')} ${id} ${style.dim(problem)}`),
  ]);
  const any = result.some(({ snapshots }) => snapshots.length > 0);
  return any ? [...lines, '', `  Next: ${style.command(`${invoked} snapshot restore ID --filter NAME`)}`] : lines;
}

/** What a restore took away and brought back, or would. */
export function restoredLines({ result }: { readonly result: Restoration }, { style, invoked }: Manner): string[] {
  const { snapshot, saved, changes, durationMs, writtenSince } = result;
  const rows = changes.map(({ table, lost, returned, lostColumns, returnedColumns }) => [
    `  ${table}`,
    lost === 0 ? '' : style.warn(`${count(lost, 'row')} taken away`),
    returned === 0 ? '' : style.good(`${count(returned, 'row')} back`),
    [...lostColumns.map((column) => `-${column}`), ...returnedColumns.map((column) => `+${column}`)].join(' '),
  ]);
  const same = changes.length === 0 ? [style.dim('  No row and no column differs.')] : alignColumns(rows);
  if (saved === null) {
    return [
      `${style.strong(snapshot.id)} ${style.dim(`of ${time(snapshot.manifest.createdAt)}`)}, put back into ${snapshot.manifest.source}, would change:`,
      ...same,
      '',
      `Nothing was changed. Next: ${style.command(`${invoked} snapshot restore ${snapshot.id} --filter ${snapshot.manifest.database} --yes`)}`,
    ];
  }
  return [
    `${style.good('✔')} ${snapshot.manifest.database} is as it was at ${time(snapshot.manifest.createdAt)} ${style.dim(`(${duration(durationMs)})`)}`,
    ...same,
    ...(writtenSince ? [style.warn('  Another program wrote to it meanwhile; the copy was checked by its integrity alone.')] : []),
    `  What was there before: ${saved.id}`,
  ];
}
