// What the bundle gives: each of the two processes evaluates only what it uses.

/** The bot. Never rejects for what a user did. */
export async function main(version: string): Promise<void> {
  await (await import('./main.js')).main(version);
}

/** The process that runs migrations for it. */
export async function engine(): Promise<void> {
  (await import('./engine.js')).engine();
}
