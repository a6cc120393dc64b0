// Loaded into every Node process that is measured: writes, when it ends, what it used. One line a process, so that children count.
const { appendFileSync } = require('node:fs');

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  appendFileSync(process.env.BENCH_USAGE, `${userCPUTime + systemCPUTime} ${maxRSS}\n`);
});
