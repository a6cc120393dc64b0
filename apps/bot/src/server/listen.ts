import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { botError } from '../settings/refuse.js';

/** A server that listens. */
export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

/** Port 0 takes a free one. @throws MigrationError BOT_PORT_UNUSABLE */
export async function listen(
  purpose: string,
  { host, port }: { readonly host: string; readonly port: number },
  answer: RequestListener,
): Promise<Listening> {
  const server = createServer(answer);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        botError(
          'BOT_PORT_UNUSABLE',
          `${purpose} can't listen on ${host}:${port}: ${cause.code ?? cause.message}.`,
          'Choose another port.',
          cause,
        ),
      ),
    );
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return { port: typeof address === 'object' && address !== null ? address.port : port, close: () => close(server) };
}

async function close(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await closed;
}
