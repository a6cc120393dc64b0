import type { Tools } from '../tools/tools.js';
import { entry } from '../tools/requests.js';
import { findEnd } from './ended.js';
import { tell } from './run.js';

/** Tells how those runs ended that the bot did not live to see. */
export async function resume(tools: Tools): Promise<void> {
  for (const request of await tools.state.list(['running'])) {
    tools.log.warn({ request: request.id }, 'a run was under way when the bot ended');
    tools.background.run('resume', async () => {
      const ending = await findEnd(tools, request, null);
      if (ending === null) return;
      await tools.state.record(entry(tools, 'run-found-ended', request, null, ending.detail));
      await tell(tools, request, ending);
    });
  }
}
