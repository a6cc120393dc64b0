import type { CommandWords, Flag, ProgramWords } from './describe.js';

export function zshScript({ name, commands }: ProgramWords): string {
  const own = `_${name.replaceAll('-', '_')}`;
  return `#compdef ${name}
# Completion of ${name} for zsh. Written by "${name} completion zsh".
${own}() {
  local -a commands
  commands=(
${commands.map(({ name: word, description }) => `    ${quoted(`${word}:${description}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )) && [[ \${words[2]} != -* ]]; then
    _describe 'command' commands
    return
  fi
  case \${words[2]} in
${commands.map(branch).join('\n')}
    *) _arguments -s${specs(commands[0]?.flags ?? [])} ;;
  esac
}
if [[ \${funcstack[1]} == ${own} ]]; then ${own} "$@"; else compdef ${own} ${name}; fi
`;
}

function branch({ name, flags, words, below }: CommandWords): string {
  const first = words.length > 0 ? ` ${quoted(`2:word:(${words.join(' ')})`)}` : '';
  const all = below.length > 0 ? unique(below.flatMap((one) => one.flags)) : flags;
  return `    ${name}) _arguments -s${specs(all)} ${quoted('1:command:')}${first} ${quoted('*:name:')} ;;`;
}

function specs(flags: readonly Flag[]): string {
  return flags.map((flag) => ` ${spec(flag)}`).join('');
}

/** `'(-f --filter)'{-f,--filter}'[only this database]:value:'` */
function spec(flag: Flag): string {
  const { short, long, description, choices, value } = flag;
  const text = `[${description.replaceAll(/[[\]:\\]/g, (char) => `\\${char}`)}]`;
  const action = choices.length > 0 ? `(${choices.join(' ')})` : value === 'file' ? '_files' : value === 'folder' ? '_files -/' : '';
  const rest = quoted(value === 'none' ? text : `${text}:value:${action}`);
  return short === null ? `${long}${rest}` : `{${short},${long}}${rest}`;
}

function unique(flags: readonly Flag[]): readonly Flag[] {
  return [...new Map(flags.map((flag) => [flag.long, flag])).values()];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
