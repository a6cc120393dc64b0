import { existsSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { exitCode } from '@zepix/migrations-core';
import type { Report } from '@zepix/migrations-core';
import { expect } from 'vitest';
import type { Engine } from '../engine/engine.js';

export const runs = (normal: number): number => (process.env['ZEPIX_NIGHTLY'] === '1' ? normal * 60 : normal);

const schema = JSON.parse(readFileSync(new URL('../../../../docs/report.schema.json', import.meta.url), 'utf8')) as object;
const isReport = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

const EXIT_CODES = [0, 1, 3, 4, 5, 6];

/** Looks at a database by `status` and `verify`: both must end with a valid report, a code, and a file that is as it was. */
export function expectReadable({ file, migrator }: Engine): Report {
  const before = seen(file);
  const reports = [migrator.status(), migrator.verify()] as const;
  for (const report of reports) {
    const document = JSON.parse(JSON.stringify(report)) as Report;
    expect([isReport(document), isReport.errors]).toEqual([true, null]);
    expect(EXIT_CODES).toContain(exitCode(report));
    expect(codesOf(report)).not.toContain('INTERNAL');
  }
  expect(seen(file)).toEqual(before);
  return reports[0];
}

function codesOf({ error, databases }: Report): (string | undefined)[] {
  return [error?.code, ...databases.flatMap((one) => [one.error?.code, ...one.problems.map(({ code }) => code)])];
}

/** Nobody has the file open: what it holds can be read, and what lies beside it. */
function seen(file: string): readonly unknown[] {
  return ['', '-wal', '-journal'].map((suffix) => bytesOf(`${file}${suffix}`)).concat(String(existsSync(`${file}-shm`)));
}

function bytesOf(file: string): string | null {
  return existsSync(file) ? readFileSync(file).toString('base64') : null;
}
