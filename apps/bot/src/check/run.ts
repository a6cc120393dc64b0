import type { Setup } from '@zepix/migrations-configuration';
import { errorReport } from '@zepix/migrations-core';
import { exitCodeOf } from '../exit.js';
import { withoutSecrets } from '../log.js';
import { secretsOf } from '../settings/settings.js';
import type { Settings } from '../settings/settings.js';
import type { Finding } from './check.js';
import { checkDatabases } from './databases.js';
import { checkPeople } from './people.js';
import { checkState } from './state.js';
import { checkTelegram } from './telegram.js';

const MARKS = { ok: '✓', warning: '!', error: '✗' } as const;

/** Looks at everything that the bot needs, prints what it finds, and gives the exit code: of the first thing that is wrong, or 0. */
export async function runCheck(setup: Setup, settings: Settings, isJson: boolean): Promise<number> {
  const findings = [
    ...settings.warnings.map((text): Finding => ({ check: 'token', verdict: 'warning', text, error: null })),
    ...(await checkTelegram(settings)),
    checkPeople(settings),
    ...(await checkDatabases(setup)),
    checkState(settings.stateFile),
  ];
  const output = isJson ? documentOf(findings) : linesOf(findings);
  process.stdout.write(`${withoutSecrets(output, secretsOf(settings))}\n`);
  const failed = findings.find(({ error }) => error !== null)?.error;
  return failed === undefined || failed === null ? 0 : exitCodeOf(failed.code);
}

function linesOf(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ check, verdict, text, error }) => [
    `${MARKS[verdict]} ${check.padEnd(10)} ${text}${error === null ? '' : ` (${error.code})`}`,
    ...(error?.hint === undefined ? [] : [`  ${' '.repeat(10)} ${error.hint}`]),
  ]);
  return lines.join('\n');
}

function documentOf(findings: readonly Finding[]): string {
  const checks = findings.map(({ error, ...finding }) => ({ ...finding, error: error === null ? null : errorReport(error) }));
  return JSON.stringify({ schemaVersion: 1, ok: findings.every(({ verdict }) => verdict !== 'error'), checks });
}
