import type { CommandWords, Flag, ProgramWords } from './describe.js';

export function fishScript({ name, commands, flags }: ProgramWords): string {
  const names = commands.map((command) => command.name).join(' ');
  const line = (rest: string): string => `complete -c ${name} ${rest}`;
  return [
    `# Completion of ${name} for fish. Written by "${name} completion fish".`,
    line('-f'),
    ...commands.map((command) => line(`-n '__fish_use_subcommand' -a ${command.name} -d ${quoted(command.description)}`)),
    ...[...flags, ...(commands[0]?.flags ?? [])].map((flag) => line(`-n 'not __fish_seen_subcommand_from ${names}' ${option(flag)}`)),
    ...commands.flatMap((command) => lines(command).map(line)),
    '',
  ].join('\n');
}

function lines({ name, flags, words, below }: CommandWords): string[] {
  const seen = `-n '__fish_seen_subcommand_from ${name}'`;
  const all = new Map([...flags, ...below.flatMap((one) => one.flags)].map((flag) => [flag.long, flag]));
  return [
    ...(words.length > 0 ? [`${seen} -a ${quoted(words.join(' '))}`] : []),
    ...[...all.values()].map((flag) => `${seen} ${option(flag)}`),
  ];
}

function option({ short, long, description, value, choices }: Flag): string {
  const names = `${short === null ? '' : `-s ${short.slice(1)} `}-l ${long.slice(2)}`;
  const given =
    choices.length > 0 && value !== 'none'
      ? ` -x -a ${quoted(choices.join(' '))}`
      : value === 'none'
        ? ''
        : value === 'other'
          ? ' -x'
          : ' -r -F';
  return `${names}${given} -d ${quoted(description)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
}
