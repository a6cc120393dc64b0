/** What must be known of the command line to tell its words apart. */
export interface Words {
  /** The names of the commands, each with those of the commands below it. */
  readonly commands: ReadonlyMap<string, ReadonlySet<string>>;
  /** The options that take a value in the next argument, as they are typed. */
  readonly withValue: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Puts arguments into the order that the parser wants: a bare `--json` gets its mode, so that it never swallows the word behind it,
 * and the command's name goes first wherever it was typed (`--filter combined down`), with the name below it behind it
 * (`snapshot --filter combined list`). `help snapshot list` becomes `snapshot list --help`, for help knows one level only. A `--` that the
 * package manager handed through in front is dropped.
 */
export function normaliseArguments(args: readonly string[], { commands, withValue }: Words): string[] {
  const rest = (args[0] === '--' ? args.slice(1) : args).map((arg) => (arg === '--json' ? '--json=document' : arg));
  const { name, others } = takeName(rest, commands, withValue);
  if (name === undefined) return rest;
  if (name === 'help' && commands.get(others[0] ?? '')?.has(others[1] ?? '') === true) return [...others, '--help'];
  const below = takeName(others, commands.get(name) ?? NONE, withValue);
  return below.name === undefined ? [name, ...others] : [name, below.name, ...below.others];
}

/** The first word that is a command's name and no option's value, and the words without it. */
function takeName(
  words: readonly string[],
  names: Pick<ReadonlySet<string>, 'has'>,
  withValue: ReadonlySet<string>,
): { readonly name: string | undefined; readonly others: readonly string[] } {
  const at = words.findIndex((word, index) => names.has(word) && !withValue.has(words[index - 1] ?? ''));
  return at === -1 ? { name: undefined, others: words } : { name: words[at], others: words.toSpliced(at, 1) };
}

/** The first word that stands where a command's name belongs but is none; null when there is no such word. */
export function unknownCommand(args: readonly string[], { commands }: Words): string | null {
  const [first] = args;
  return first === undefined || first.startsWith('-') || commands.has(first) ? null : first;
}
