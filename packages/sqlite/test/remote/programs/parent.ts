// A process that migrates through an engine, and is there to be killed. It says which statement is done.
import { startEngine } from '@zepix/migrations-core';

const [entry = '', setup = '{}'] = process.argv.slice(2);
const engine = startEngine({
  entry,
  setup: JSON.parse(setup) as unknown,
  observers: [{ emit: (event) => process.stdout.write(`${event.event}\n`) }],
});
await engine.up();
await engine.close();
