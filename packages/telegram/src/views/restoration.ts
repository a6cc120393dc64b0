import type { Restoration, TableChange } from '@zepix/migrations-core';
import { code, line, tree } from '../message/value.js';
import type { Line, Section } from '../message/value.js';
import { bytes, count, time } from '../wording/words.js';

/** What a restore would do, or did: the snapshot, and per table what is lost and what comes back. */
export function restorationSections({ snapshot, changes }: Restoration): readonly Section[] {
  const { manifest, id } = snapshot;
  return [
    [
      line('📸 ', code(id)),
      ...tree([
        line(`Taken: ${time(manifest.createdAt)}`),
        line('Version in it: ', manifest.version === null ? 'none' : code(manifest.version)),
        line(`Size: ${bytes(manifest.bytes)}`),
      ]),
    ],
    ...(changes.length === 0 ? [[line('✅ No row and no column would change')]] : changes.map(tableSection)),
  ];
}

function tableSection(change: TableChange): Section {
  const { table, lost, returned, lostColumns, returnedColumns } = change;
  return [
    line(lost > 0 || lostColumns.length > 0 ? '🔴 ' : '🟡 ', code(table)),
    ...tree(tableLines({ lost, returned, lostColumns, returnedColumns })),
  ];
}

function tableLines({ lost, returned, lostColumns, returnedColumns }: Omit<TableChange, 'table'>): readonly Line[] {
  return [
    ...(lost === 0 ? [] : [line(`Lost: ${count(lost, 'row')}`)]),
    ...(returned === 0 ? [] : [line(`Back again: ${count(returned, 'row')}`)]),
    ...(lostColumns.length === 0 ? [] : [line('Columns lost: ', code(lostColumns.join(', ')))]),
    ...(returnedColumns.length === 0 ? [] : [line('Columns back again: ', code(returnedColumns.join(', ')))]),
  ];
}
