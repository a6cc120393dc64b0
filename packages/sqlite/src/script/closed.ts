import { nextToken } from './tokens.js';

/** A statement's text behind which a semicolon can stand: one that ends in a comment would swallow it. SQLite keeps such comments in views. */
export function closed(sql: string): string {
  let last = nextToken(sql, 0);
  for (let token = last; token !== null; token = nextToken(sql, token.end)) last = token;
  return last?.kind === 'line-comment' ? `${sql}\n` : sql;
}
