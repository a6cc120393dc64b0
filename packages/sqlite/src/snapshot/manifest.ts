import type { SnapshotManifest } from '@zepix/migrations-core';

/** What each field of a manifest must be. */
const FIELDS = {
  format: 'number',
  database: 'string',
  source: 'string',
  createdAt: 'string',
  reason: 'string',
  runId: 'string',
  version: 'string or null',
  historyHead: 'string or null',
  bytes: 'number',
  sha256: 'string',
  journalMode: 'string',
  pageSize: 'number',
  engineVersion: 'string',
  durationMs: 'number',
} as const satisfies Record<keyof SnapshotManifest, string>;

export function printManifest(manifest: SnapshotManifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** The manifest, or why the text is none. */
export function parseManifest(text: string): SnapshotManifest | { readonly problem: string } {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null) return { problem: 'its manifest is not readable' };
  const fields = value as Readonly<Record<string, unknown>>;
  if (fields['format'] !== 1)
    return { problem: `its manifest has the format ${String(fields['format'])}, which this version does not know` };
  const wrong = Object.entries(FIELDS).find(([name, kind]) => !isOfKind(fields[name], kind));
  return wrong === undefined ? (value as SnapshotManifest) : { problem: `its manifest has no valid "${wrong[0]}"` };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isOfKind(value: unknown, kind: string): boolean {
  return kind === 'string or null' ? value === null || typeof value === 'string' : typeof value === kind;
}
