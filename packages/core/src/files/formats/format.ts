/** The conventions by which a folder can be read: this engine's own, and those of other tools. */
export const FORMATS = ['zepix', 'drizzle', 'dbmate', 'goose', 'golang-migrate', 'prisma', 'diesel', 'flyway'] as const;
export type FormatName = (typeof FORMATS)[number];
export type ForeignFormat = Exclude<FormatName, 'zepix'>;

/** What a script of another tool's folder brings along besides its text. */
export interface Adopted {
  readonly format: ForeignFormat;
  /** False where the folder's own way of saying so takes it out of a transaction. */
  readonly transactional: boolean;
}

interface Manner {
  /** Whether the tool runs its scripts with foreign keys enforced. */
  readonly foreignKeys: boolean;
  /** How its users make a new migration. */
  readonly author: string;
}

/** How each tool works where the folder does not say. Foreign keys: the default of the SQLite drivers that the tool is used with. */
export const MANNERS: Readonly<Record<ForeignFormat, Manner>> = {
  drizzle: { foreignKeys: true, author: 'drizzle-kit generate' },
  dbmate: { foreignKeys: false, author: 'dbmate new' },
  goose: { foreignKeys: false, author: 'goose create' },
  'golang-migrate': { foreignKeys: false, author: 'migrate create' },
  prisma: { foreignKeys: true, author: 'prisma migrate dev --create-only' },
  diesel: { foreignKeys: false, author: 'diesel migration generate' },
  flyway: { foreignKeys: false, author: 'an editor' },
};

export function isFormat(name: unknown): name is FormatName {
  return FORMATS.some((format) => format === name);
}
