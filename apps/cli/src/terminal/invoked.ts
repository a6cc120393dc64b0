import type { GlobalOptions } from '../options.js';

/** How the user called us, for the commands we suggest: with what says where databases are, or they would be others. */
export function invokedAs(env: Readonly<Record<string, string | undefined>>, options: GlobalOptions): string {
  const program = env['npm_lifecycle_event'] === 'migrate' ? 'pnpm migrate' : 'zepix-migrate';
  const { config, envFile, database, migrations, format } = options;
  return `${program}${flags({ config, 'env-file': envFile, database, migrations, format })}`;
}

type Given = string | number | boolean | undefined;

/** Options as they were given, to be put behind a command that is suggested; each with a blank before it. */
export function flags(options: Readonly<Record<string, Given | readonly string[]>>): string {
  return Object.entries(options)
    .flatMap(([flag, value]) => (Array.isArray(value) ? (value as readonly string[]) : [value as Given]).map((one) => flagOf(flag, one)))
    .join('');
}

function flagOf(flag: string, value: Given): string {
  if (value === undefined || value === false) return '';
  return value === true ? ` --${flag}` : ` --${flag} ${quoted(String(value))}`;
}

/** As a shell takes it for one word. */
function quoted(value: string): string {
  return /^[\w./:@%+=-]+$/.test(value) ? value : `"${value.replaceAll(/(["\\$`])/g, '\\$1')}"`;
}
