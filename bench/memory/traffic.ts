type Request = (method: string, ...params: unknown[]) => Promise<unknown>;

/** Mines the block of that number, counted from 1. */
type Mine = (block: number) => Promise<unknown>;

interface Traffic {
  /** What a block of it is. */
  readonly description: string;
  /** Gets a fresh chain ready. */
  open(request: Request): Promise<Mine>;
}

/** Adds one to its first slot and logs that slot's topic: the same slot in every block, as in most suites. */
const COUNTER = "5f546001015f5560015f5fa100";
/** Leaves that code behind. */
const DEPLOY_COUNTER = `0x6c${COUNTER}5f52600d6013f3`;

/** Blocks after a snapshot that a test mines before it is restored. */
const BLOCKS_OF_A_TEST = 4;

async function payments(request: Request): Promise<Mine> {
  const [from, to] = (await request("eth_accounts")) as string[];
  return () => request("eth_sendTransaction", { from, to, value: "0x1" });
}

async function calls(request: Request): Promise<Mine> {
  const [from] = (await request("eth_accounts")) as string[];
  const hash = await request("eth_sendTransaction", { from, data: DEPLOY_COUNTER });
  const receipt = (await request("eth_getTransactionReceipt", hash)) as { readonly contractAddress: string };
  return () => request("eth_sendTransaction", { from, to: receipt.contractAddress });
}

/** What chains are made to grow with, a block at a time. */
export const TRAFFIC = {
  payments: { description: "a block for each payment of one account to another", open: payments },
  calls: { description: "a block for each call that adds to one slot and logs", open: calls },
  empty: {
    description: "empty blocks, an evm_mine for each",
    open: async (request) => () => request("evm_mine"),
  },
  fixtures: {
    description: `${BLOCKS_OF_A_TEST} blocks with such a call, then back to a snapshot before them, as loadFixture does`,
    async open(request) {
      const mine = await calls(request);
      let snapshot = await request("evm_snapshot");
      return async (block) => {
        await mine(block);
        if (block % BLOCKS_OF_A_TEST !== 0) return;
        await request("evm_revert", snapshot);
        snapshot = await request("evm_snapshot");
      };
    },
  },
} as const satisfies Readonly<Record<string, Traffic>>;

export type TrafficName = keyof typeof TRAFFIC;

export function isTraffic(name: string): name is TrafficName {
  return Object.hasOwn(TRAFFIC, name);
}
