/** Where Telegram brings updates to, when the bot does not fetch them. */
export interface WebhookSettings {
  readonly url: string;
  /** What Telegram must show with every update. */
  readonly secret: string;
  readonly host: string;
  readonly port: number;
}

/** How the bot runs; checked, with all defaults. */
export interface Settings {
  readonly token: string;
  /** Words about where the token comes from, that hold nothing of it. */
  readonly tokenSource: string;
  /** Worth telling, though no error. */
  readonly warnings: readonly string[];
  readonly apiRoot: string;
  readonly allow: Readonly<Record<'viewers' | 'operators' | 'approvers' | 'groups', readonly number[]>>;
  readonly adminChat: number | null;
  readonly twoPeople: boolean;
  readonly approvalMs: number;
  readonly watchMs: number;
  /** Absolute. */
  readonly stateFile: string;
  /** The files that say which databases there are, absolute; they need not be there. */
  readonly configured: readonly string[];
  readonly webhook: WebhookSettings | null;
  readonly health: { readonly host: string; readonly port: number } | null;
  readonly logLevel: string;
}

/** Everything that must never be seen anywhere. */
export function secretsOf({ token, webhook }: Pick<Settings, 'token' | 'webhook'>): readonly string[] {
  return webhook === null ? [token] : [token, webhook.secret];
}
