import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import type { Report, RunEvent } from '@zepix/migrations-core';

/** A line of `--json=stream`. */
export type StreamLine = RunEvent | { readonly event: 'report'; readonly report: Report };

interface Enumeration {
  readonly enum: readonly string[];
}

/** As much of the report's schema as tests look into. */
export interface ReportSchema {
  readonly $defs: { readonly state: Enumeration; readonly errorCode: Enumeration };
}

export const reportSchema = schema('report.schema.json') as ReportSchema;
export const eventsSchema = schema('events.schema.json');

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
export const isReport: ValidateFunction = ajv.compile(reportSchema);
export const isStreamLine: ValidateFunction = ajv.compile(eventsSchema);

/** The document of `--json`: it must be all of stdout, and as docs/report.schema.json says. */
export function readDocument(stdout: string): Report {
  const value: unknown = JSON.parse(stdout);
  if (isReport(value)) return value as Report;
  throw new Error(`Not as report.schema.json says: ${JSON.stringify(isReport.errors, null, 1)}\n${stdout}`);
}

/** The lines of `--json=stream`: each as docs/events.schema.json says, the last and no other one the report. */
export function readStream(stdout: string): { readonly events: readonly RunEvent[]; readonly report: Report } {
  if (!stdout.endsWith('\n')) throw new Error(`The last line has no end: ${stdout}`);
  const lines = stdout.slice(0, -1).split('\n').map(readLine);
  const last = lines.at(-1);
  const events = lines.slice(0, -1).filter((line): line is RunEvent => line.event !== 'report');
  if (last?.event !== 'report' || events.length !== lines.length - 1)
    throw new Error(`The report must be the last line, and only that: ${stdout}`);
  return { events, report: last.report };
}

function readLine(line: string): StreamLine {
  const value: unknown = JSON.parse(line);
  if (isStreamLine(value)) return value as StreamLine;
  throw new Error(`Not as events.schema.json says: ${line}\n${JSON.stringify(isStreamLine.errors, null, 1)}`);
}

function schema(name: string): object {
  return JSON.parse(readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8')) as object;
}
