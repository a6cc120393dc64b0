import { Command, InvalidArgumentError } from 'commander';

/** What was asked for on the command line. */
export interface Asked {
  readonly config: string | undefined;
  readonly envFile: string | undefined;
  readonly check: boolean;
  /** How many lines of the audit log to print; undefined: it was not asked for. */
  readonly audit: number | undefined;
  readonly json: boolean;
  readonly deleteWebhook: boolean;
}

const DEFAULT_LINES = 50;

const MORE = `
The token comes from ZEPIX_BOT_TOKEN, or from the file that ZEPIX_BOT_TOKEN_FILE names. Who may do what
stands in the section "bot" of zepix.config.ts. docs/bot.md tells of the set-up, step by step.

Exit codes:
  0  stopped as asked, checked     6   Telegram, a port or a database can't be used
  4  the token or the state is     64  wrong usage, no token, wrong settings
     in use by another process     70  our bug
  5  refused`;

/** Reads the command line. Help and mistakes are thrown as commander's errors. */
export function readArguments(args: readonly string[], version: string): Asked {
  const name = process.env['npm_lifecycle_event'] === 'bot' ? 'pnpm bot' : 'zepix-migration-bot';
  const program = new Command(name)
    .description('The Zepix migration engine on Telegram: status, approval, progress and alerts.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .option('-c, --config <path>', 'configuration file (default: the nearest zepix.config.*)')
    .option('--env-file <path>', 'environment file (default: .env beside the configuration)')
    .option('--check', 'look at the token, chats and databases, say what is wrong, and exit', false)
    .option('--audit [lines]', 'print the newest lines of the audit log and exit', count)
    .option('--json', 'with --check or --audit: print JSON', false)
    .option('--delete-webhook', 'take away a webhook that another program set for this token', false)
    .addHelpText('after', MORE)
    .allowExcessArguments(false)
    .exitOverride()
    .parse([...args], { from: 'user' });
  const { audit, ...options } = program.opts<Omit<Asked, 'audit'> & { readonly audit?: number | true }>();
  return { ...options, audit: audit === true ? DEFAULT_LINES : audit };
}

function count(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('must be a whole number above 0.');
}
