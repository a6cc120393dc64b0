import type { Report } from '@zepix/migrations-core';

/** What a status says of the data that earlier runs keep for going back; nothing where the report does not tell. */
export function preservedWords({ promises }: Pick<Report, 'promises'>): readonly string[] {
  return promises.preserved ? [] : ['Preserved data: none'];
}
