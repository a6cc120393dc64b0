import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A fenced block of a page: its language, the words behind that, its text, and the line it begins on. */
export interface Block {
  readonly language: string;
  readonly info: string;
  readonly text: string;
  readonly line: number;
}

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
export const BIN = join(ROOT, 'apps/cli/bin/zepix-migrate.cjs');
const KIT = join(ROOT, 'node_modules/drizzle-kit/bin.cjs');
const KIT_CALL = 'npx drizzle-kit ';

/** A page of documentation whose blocks are carried out in a folder, and whose outputs are compared. */
export class Page {
  readonly #file: string;
  readonly #folder: () => string;
  /** What pnpm would set; null for the bin itself. */
  readonly #script: string | null;
  readonly text: string;
  readonly blocks: readonly Block[];

  constructor(file: string, folder: () => string, script: string | null) {
    this.#file = join(ROOT, file);
    this.#folder = folder;
    this.#script = script;
    this.text = readFileSync(this.#file, 'utf8');
    this.blocks = readBlocks(this.text);
  }

  /** The text of the console block that follows directly; null where there is none. */
  shownBehind(block: Block): string | null {
    const next = this.blocks[this.blocks.indexOf(block) + 1];
    return next?.language === 'console' ? next.text : null;
  }

  writeFile({ info, text }: Block): void {
    const path = join(this.#folder(), info);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    assert.equal(readFileSync(path, 'utf8'), text);
  }

  /** Runs a block's commands; gives what they printed, one after the other. */
  runCommands({ text }: Block): string {
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [, command = '', expected = '0'] = /^(.*?)(?:\s+# exits (\d+))?$/.exec(line) ?? [];
        const folder = /^mkdir (\S+)$/.exec(command)?.[1];
        if (folder !== undefined) {
          mkdirSync(join(this.#folder(), folder));
          return '';
        }
        const [program, given] = command.startsWith(KIT_CALL) ? [KIT, command.slice(KIT_CALL.length).split(' ')] : [BIN, wordsOf(command)];
        const words = given.map((word) => this.#existing(word));
        const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], this.environment());
        assert.equal(status, Number(expected), `${command}\n${stdout}${stderr}`);
        return stdout;
      })
      .join('');
  }

  environment() {
    const own = Object.entries(process.env).filter(([name]) => !/^ZEPIX_|^DATABASE_URL$|^FORCE_COLOR$|^npm_lifecycle_event$/.test(name));
    const env = { ...Object.fromEntries(own), NO_COLOR: '1', ...(this.#script !== null && { npm_lifecycle_event: this.#script }) };
    return { cwd: this.#folder(), encoding: 'utf8' as const, env };
  }

  /** Compares with the block that shows the output, without what differs from run to run. `UPDATE_GOLDEN=1` writes it into the page. */
  expectShown(printed: string, shown: string | null): void {
    if (shown === null || masked(printed) === masked(shown)) return;
    if (process.env['UPDATE_GOLDEN'] !== '1') assert.equal(masked(printed), masked(shown));
    if (shown.trim() === '') throw new Error('A block to be brought up to date must hold something to be told from the others.');
    const text = `${printed.trim()}\n`;
    writeFileSync(
      this.#file,
      readFileSync(this.#file, 'utf8').replace(`\`\`\`console\n${shown}`, () => `\`\`\`console\n${text}`),
    );
  }

  /** An id on the page has another time in it than that of the snapshot just taken: its reason and version tell which one is meant. */
  #existing(word: string): string {
    const [, kind] = /^\d{8}T\d{6}Z-(\S+)$/.exec(word) ?? [];
    if (kind === undefined) return word;
    const files = readdirSync(join(this.#folder(), 'databases'), { recursive: true, encoding: 'utf8' });
    const ids = files.flatMap((file) => /[\\/](\d{8}T\d{6}Z-[^\\/]+)\.db$/.exec(file)?.[1] ?? []).filter((id) => id.slice(17) === kind);
    return ids.toSorted().at(-1) ?? word;
  }
}

function readBlocks(markdown: string): readonly Block[] {
  return [...markdown.matchAll(/^```(\w+)(?: ([^\n]*))?\n([\s\S]*?)^```$/gm)].map((match) => ({
    language: match[1] ?? '',
    info: match[2] ?? '',
    text: match[3] ?? '',
    line: markdown.slice(0, match.index).split('\n').length,
  }));
}

/** The arguments behind `pnpm migrate` or `zepix-migrate`: blanks part them, double quotes hold them together. */
function wordsOf(command: string): string[] {
  const rest = /^(?:npx )?(?:pnpm (?:-s )?migrate|zepix-migrate)(?= |$)(.*)$/.exec(command)?.[1];
  if (rest === undefined) throw new Error(`The page has a command that this test can't run: ${command}`);
  return [...rest.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

function masked(text: string): string {
  return text
    .replaceAll('\\', '/')
    .replaceAll(/\b\d+(?:\.\d+)? (?:ms|s)\b(?: +(?=\S))?/g, 'N ms ')
    .replaceAll(/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ/g, 'TIME')
    .replaceAll(/\b\d{8}T\d{6}Z((?:-[a-z]+)+?-v(?:\d+|none))(?:-\d+)?(?![\w-])/g, 'TIME$1') // Two of one second are numbered.
    .replaceAll(/\b\d{8}T\d{6}Z\b/g, 'TIME')
    .replaceAll(/, (?:grew by|held) [^,\n]+/g, '') // Whether one more page is needed may hang on the length of a time.
    .replaceAll(/\b\d+(?:\.\d+)? (?:B|[KMG]iB)\b/g, 'SIZE')
    .replaceAll(/ +(?:[0-9a-f]{64}|[0-9a-f]{12})$/gm, ' HASH') // How wide the column of times before it is hangs on the times.
    .replaceAll(/ +$/gm, '')
    .trim();
}
