/** Options that take a value in the next argument. */
const WITH_VALUE = new Set([
  '--filter',
  '-f',
  '--database',
  '--migrations',
  '--to',
  '--steps',
  '--config',
  '--env-file',
  '--lock-timeout',
  '--rollback-from',
  '--title',
  '--out',
]);

/**
 * Puts arguments into the order that the parser wants: a bare `--json` gets its mode, so that it never swallows the word behind it,
 * and the command's name goes first wherever it was typed (`--filter combined down`). A `--` that the package manager handed through
 * in front is dropped.
 */
export function normaliseArguments(args: readonly string[], commands: ReadonlySet<string>): string[] {
  const rest = (args[0] === '--' ? args.slice(1) : args).map((arg) => (arg === '--json' ? '--json=document' : arg));
  const at = rest.findIndex((arg, index) => commands.has(arg) && !WITH_VALUE.has(rest[index - 1] ?? ''));
  const name = rest[at];
  return name === undefined ? rest : [name, ...rest.slice(0, at), ...rest.slice(at + 1)];
}

/** The first word that stands where a command's name belongs but is none; null when there is no such word. */
export function unknownCommand(args: readonly string[], commands: ReadonlySet<string>): string | null {
  const [first] = args;
  return first === undefined || first.startsWith('-') || commands.has(first) ? null : first;
}
