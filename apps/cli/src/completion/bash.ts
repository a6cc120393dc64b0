import type { CommandWords, Flag, ProgramWords } from './describe.js';

/** Commands and flags are words without blanks or quotes, so they stand as they are. */
export function bashScript({ name, commands, flags }: ProgramWords): string {
  const own = `_${name.replaceAll('-', '_')}`;
  const names = commands.map((command) => command.name).join(' ');
  return `# Completion of ${name} for bash. Written by "${name} completion bash".
${own}() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command="" below="" at
  for ((at = 1; at < COMP_CWORD; at++)); do
    case "\${COMP_WORDS[at]}" in
${withValues([...commands, ...commands.flatMap((command) => command.below)])}) ((at++)) ;;
      -*) ;;
      *) if [[ -z $command ]]; then command="\${COMP_WORDS[at]}"; elif [[ -z $below ]]; then below="\${COMP_WORDS[at]}"; fi ;;
    esac
  done
  case "$before" in
${values(everyFlag(commands))}
  esac
  local words=""
  case "$command $below" in
${commands.flatMap((command) => cases(command, flags)).join('\n')}
    *) words="${names} ${longFlags([...flags, ...(commands[0]?.flags ?? [])])}" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -F ${own} ${name}
`;
}

function cases(command: CommandWords, own: readonly Flag[]): string[] {
  const below = command.below.map((one) => `    "${command.name} ${one.name}"*) words="${longFlags(one.flags)}" ;;`);
  const words = [...command.words, longFlags(command.flags.length > 0 ? command.flags : own)].join(' ');
  return [...below, `    "${command.name} "*) words="${words}" ;;`];
}

function everyFlag(commands: readonly CommandWords[]): readonly Flag[] {
  const all = commands.flatMap((command) => [...command.flags, ...command.below.flatMap(({ flags }) => flags)]);
  return [...new Map(all.map((flag) => [flag.long, flag])).values()];
}

function withValues(commands: readonly CommandWords[]): string {
  const flags = everyFlag(commands).filter(({ value }) => value !== 'none');
  return `      ${flags.flatMap(names).join('|')}`;
}

function values(flags: readonly Flag[]): string {
  return flags
    .filter(({ value }) => value !== 'none')
    .map((flag) => `    ${names(flag).join('|')}) ${reply(flag)}; return ;;`)
    .join('\n');
}

function reply({ value, choices }: Flag): string {
  if (choices.length > 0) return `COMPREPLY=($(compgen -W "${choices.join(' ')}" -- "$word"))`;
  if (value === 'file') return 'COMPREPLY=($(compgen -f -- "$word"))';
  return value === 'folder' ? 'COMPREPLY=($(compgen -d -- "$word"))' : 'COMPREPLY=()';
}

function names({ short, long }: Flag): string[] {
  return short === null ? [long] : [short, long];
}

function longFlags(flags: readonly Flag[]): string {
  return flags.map(({ long }) => long).join(' ');
}
