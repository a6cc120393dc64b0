import type { CommandWords, Flag, ProgramWords } from './describe.js';

export function powershellScript({ name, commands, flags }: ProgramWords): string {
  const all = [...commands, ...commands.flatMap((command) => command.below)];
  return `# Completion of ${name} for PowerShell. Written by "${name} completion powershell".
Register-ArgumentCompleter -Native -CommandName ${quoted(name)} -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $commands = [ordered]@{
${commands.map((command) => `    ${quoted(command.name)} = ${quoted(command.description)}`).join('\n')}
  }
  $words = @{
${commands.map((command) => `    ${quoted(command.name)} = @(${list(wordsOf(command))})`).join('\n')}
  }
  $choices = @{
${choices(all.flatMap((command) => command.flags))}
  }
  $typed = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  if ($wordToComplete -ne '' -and $typed.Count -gt 0) { $typed = @($typed | Select-Object -SkipLast 1) }
  $command = $typed | Where-Object { $commands.Contains($_) } | Select-Object -First 1
  $before = $typed | Select-Object -Last 1
  $found = if ($before -and $choices.ContainsKey($before)) { $choices[$before] }
    elseif ($command) { $words[$command] }
    else { @($commands.Keys) + @(${list(longNames([...flags, ...(commands[0]?.flags ?? [])]))}) }
  $found | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
    $text = if ($commands.Contains($_)) { $commands[$_] } else { $_ }
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $text)
  }
}
`;
}

function wordsOf({ words, flags, below }: CommandWords): string[] {
  return [...new Set([...words, ...longNames([...flags, ...below.flatMap((one) => one.flags)])])];
}

function choices(flags: readonly Flag[]): string {
  const chosen = flags.filter((flag) => flag.choices.length > 0 && flag.value !== 'none');
  const lines = chosen.map((flag) => `    ${quoted(flag.long)} = @(${list(flag.choices)})`);
  return [...new Set(lines)].join('\n');
}

function longNames(flags: readonly Flag[]): string[] {
  return flags.map(({ long }) => long);
}

function list(words: readonly string[]): string {
  return words.map(quoted).join(', ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
