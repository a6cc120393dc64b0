import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';

const TOKEN_SHAPE = /\d{5,}:[\w-]{20,}/g;

/** A logger that writes a line of JSON for each event, and none of the secrets, wherever in the line they stand. */
export function makeLog(level: string, secrets: readonly string[], destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    hooks: { streamWrite: (line: string) => withoutSecrets(line, secrets) },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** A text without the secrets, and without anything that is shaped like a token. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const known = secrets.filter((secret) => secret !== '').reduce((rest, secret) => rest.replaceAll(secret, '<secret>'), text);
  return known.replaceAll(TOKEN_SHAPE, '<token>');
}
