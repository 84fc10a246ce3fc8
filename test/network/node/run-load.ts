// Run by hand: a local node under load, and what it cost.
//   node test/network/node/run-load.ts [--clients 50] [--seconds 60] [--network parallel|stock]
import { parseArgs } from "node:util";
import { runLoad } from "./load.ts";
import { NodeProcess } from "./node-process.ts";

const { values } = parseArgs({
  options: {
    clients: { type: "string", default: "50" },
    seconds: { type: "string", default: "60" },
    network: { type: "string", default: "parallel" },
  },
});
const clients = Number(values.clients);
const seconds = Number(values.seconds);
/** The load in parts, to see how memory grows. */
const PARTS = 4;

const node = await NodeProcess.start(values.network === "stock" ? "stock" : "parallel");
try {
  await runLoad(node.url, { clients, seconds: 2 });
  let before = await node.memory();
  console.log(
    `after a warm-up: ${megabytes(before.rss)} MB resident, ${megabytes(before.heapUsed)} MB of it on the heap`,
  );
  for (let part = 0; part < PARTS; part++) {
    const result = await runLoad(node.url, { clients, seconds: seconds / PARTS });
    const after = await node.memory();
    const each = (after.heapUsed - before.heapUsed) / result.transactions;
    console.log(
      `${result.transactions} transactions in ${result.blocks} blocks, ${result.notifications} notifications, ${result.faults.length} faults; ${megabytes(after.rss)} MB resident, ${megabytes(after.heapUsed)} MB of it on the heap, ${each.toFixed(0)} bytes a transaction`,
    );
    for (const fault of result.faults.slice(0, 20)) console.log(`  ${fault}`);
    if (result.faults.length > 0) process.exitCode = 1;
    before = after;
  }
} finally {
  await node.stop();
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
