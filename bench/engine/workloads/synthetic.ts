import {
  getCreate2Address,
  getCreateAddress,
  keccak256,
  MaxUint256,
  parseEther,
  solidityPackedKeccak256,
} from "ethers";
import { ChainBuilder, type Message } from "./chain-builder.ts";
import type { BenchContracts, CompiledContract, UniswapContracts } from "./contracts.ts";
import { stateAfter } from "./state-after.ts";
import type { BenchBlock, BenchChain, GenesisAccount, Round, Workload } from "./workload.ts";

/** Transactions in a block; a block of `compute` has fewer, each of about a million gas. */
const BLOCK_SIZE = 200;
const COMPUTE_BLOCK_SIZE = 24;
/** Hash rounds that use about a million gas. */
const COMPUTE_ROUNDS = 2560n;

/** The contracts that `deploy` puts into the state, and their addresses. */
interface Market {
  readonly contracts: BenchContracts;
  readonly dollar: string;
  readonly euro: string;
  readonly router: string;
  readonly compute: string;
  /** Undefined without Uniswap's contracts. */
  readonly pair?: string;
}

/** Picks sender and message of the i-th transaction of a block. `random(n)` is deterministic, in [0, n). */
type Pattern = (
  market: Market,
  block: number,
  i: number,
  random: (below: number) => number,
) => readonly [number, Message];

const call = (
  to: string,
  contract: CompiledContract,
  name: string,
  args: readonly unknown[],
  gasLimit: bigint,
): Message => ({
  to,
  data: contract.abi.encodeFunctionData(name, args),
  gasLimit,
});
const pay = (to: string): Message => ({ to, value: 12345n, gasLimit: 21_000n });
const payToken = ({ contracts, dollar }: Market, to: string): Message =>
  call(dollar, contracts.token, "transfer", [to, 1000n], 100_000n);
const swap = ({ contracts, dollar, euro, pair = "", router }: Market, zeroForOne: boolean): Message =>
  call(router, contracts.router, "swapExactInput", [pair, zeroForOne ? dollar : euro, 10n ** 15n, 0n], 300_000n);
const compute = ({ contracts, compute: to }: Market, rounds: bigint): Message =>
  call(to, contracts.compute, "run", [rounds], rounds * 500n + 200_000n);

/** An address that has no key and holds nothing at first. */
const stranger = (i: number): string => `0x${keccak256(new TextEncoder().encode(`stranger ${i}`)).slice(26)}`;

/** Account 0 deploys; the others send. */
const senderOf = (i: number): number => i + 1;

const PATTERNS: readonly (readonly [name: string, description: string, size: number, pattern: Pattern])[] = [
  [
    "native",
    "ether, every sender to a recipient of its own",
    BLOCK_SIZE,
    (_, __, i) => [senderOf(i), pay(stranger(i))],
  ],
  [
    "erc20",
    "one token, every sender to a recipient of its own",
    BLOCK_SIZE,
    (market, _, i) => [senderOf(i), payToken(market, stranger(i))],
  ],
  [
    "swap-one-pool",
    "swaps on one Uniswap V2 pair: every one depends on the one before",
    BLOCK_SIZE,
    (market, block, i) => [senderOf(i), swap(market, (i + block) % 2 === 0)],
  ],
  [
    "compute",
    "hashing and arithmetic, a million gas a transaction",
    COMPUTE_BLOCK_SIZE,
    (market, _, i) => [senderOf(i), compute(market, COMPUTE_ROUNDS)],
  ],
  [
    "mixed",
    "55 % token transfers, 20 % ether, 15 % swaps, 10 % short computations, random senders",
    BLOCK_SIZE,
    (market, _, __, random) => {
      const sender = senderOf(random(BLOCK_SIZE));
      const kind = random(100);
      if (kind < 55) {
        return [sender, payToken(market, stranger(random(BLOCK_SIZE)))];
      }
      if (kind < 75) {
        return [sender, pay(stranger(random(BLOCK_SIZE)))];
      }
      return [sender, kind < 90 ? swap(market, random(2) === 0) : compute(market, 100n)];
    },
  ],
  [
    "single-sender",
    "one account sends everything: ether and token transfers",
    BLOCK_SIZE,
    (market, _, i) => [1, i % 2 === 0 ? pay(stranger(i)) : payToken(market, stranger(i))],
  ],
  [
    "same-recipient",
    "token transfers to one account: every one depends on the one before",
    BLOCK_SIZE,
    (market, _, i) => [senderOf(i), payToken(market, stranger(0))],
  ],
];

/** Of the workloads, those that swap on Uniswap's pair. */
const NEED_UNISWAP = ["swap-one-pool", "mixed"];

/** Where every transaction is a block, a round has fewer of them, and there are more rounds: single ones vary more. */
const AUTOMINE_SHARE = 10;
const AUTOMINE_ROUNDS = 3;

const manyRounds = ({ warmUp, measured }: RoundCount): RoundCount => ({
  warmUp: warmUp * AUTOMINE_ROUNDS,
  measured: measured * AUTOMINE_ROUNDS,
});

/** Rounds of a workload: not measured, and measured. */
export interface RoundCount {
  readonly warmUp: number;
  readonly measured: number;
}

/**
 * Workloads made here, from a fixed seed: every run and every machine measures the same blocks. Each comes twice: in
 * full blocks, and as `automine-` with as many blocks as transactions. Without Uniswap's contracts nothing swaps.
 */
export function syntheticWorkloads(contracts: BenchContracts, count: RoundCount): Workload[] {
  let prepared: Promise<Prepared> | undefined;
  const workloads = ([name, description, size, pattern]: (typeof PATTERNS)[number], automine: boolean): Workload => ({
    name: automine ? `automine-${name}` : name,
    description: automine ? `${description}; one transaction a block` : description,
    async chain() {
      prepared ??= prepare(contracts);
      return automine
        ? buildChain(await prepared, Math.ceil(size / AUTOMINE_SHARE), pattern, manyRounds(count), true)
        : buildChain(await prepared, size, pattern, count, false);
    },
  });
  const patterns = PATTERNS.filter(([name]) => contracts.uniswap !== undefined || !NEED_UNISWAP.includes(name));
  return [false, true].flatMap((automine) => patterns.map((pattern) => workloads(pattern, automine)));
}

/** The state that every workload starts from. */
interface Prepared {
  readonly market: Market;
  readonly builder: ChainBuilder;
  readonly genesis: ReadonlyMap<string, GenesisAccount>;
}

function buildChain(
  { market, builder: prepared, genesis }: Prepared,
  size: number,
  pattern: Pattern,
  { warmUp, measured }: RoundCount,
  automine: boolean,
): BenchChain {
  const builder = prepared.fork();
  const random = mulberry32(0x5eed);
  const rounds = Array.from({ length: warmUp + measured }, (_, round): Round => {
    const messages = Array.from({ length: size }, (_, i) => pattern(market, round, i, random));
    return automine ? messages.map((message) => builder.block([message])) : [builder.block(messages)];
  });
  return {
    chainId: builder.chainId,
    hardfork: builder.hardfork,
    genesis,
    blockHash: () => undefined,
    independent: false,
    automine,
    warmUp: rounds.slice(0, warmUp),
    measured: rounds.slice(warmUp),
  };
}

/** Deploys the contracts, funds the senders, and takes down the state that results. */
async function prepare(contracts: BenchContracts): Promise<Prepared> {
  const builder = new ChainBuilder(BLOCK_SIZE + 1);
  const [blocks, market] = deploy(builder, contracts);
  const { chainId, hardfork } = builder;
  const funded = new Map(builder.addresses.map((address) => [address, { balance: parseEther("10000"), nonce: 0n }]));
  const genesis = await stateAfter({ chainId, hardfork, genesis: funded, blockHash: () => undefined }, blocks);
  return { market, builder, genesis };
}

/** Two tokens, the router, balances and allowances for every sender, and a pair with liquidity. */
function deploy(builder: ChainBuilder, contracts: BenchContracts): [BenchBlock[], Market] {
  const { token, router, compute, uniswap } = contracts;
  const deployer = builder.address(0);
  const created = (nonce: number) => getCreateAddress({ from: deployer, nonce });
  const market = { contracts, dollar: created(0), euro: created(1), router: created(2), compute: created(3) };
  const tokens = [market.dollar, market.euro];
  const approve = (token: string) => call(token, contracts.token, "approve", [market.router, MaxUint256], 100_000n);
  const fromDeployer = (messages: Message[]) => builder.block(messages.map((message) => [0, message] as const));
  const senders = Array.from({ length: BLOCK_SIZE }, (_, i) => senderOf(i));
  const creations = [
    creation(token, ["Dollar", "USD"]),
    creation(token, ["Euro", "EUR"]),
    creation(router),
    creation(compute),
    ...(uniswap === undefined ? [] : [creation(uniswap.factory, [deployer])]),
  ];
  const blocks = [
    fromDeployer(creations),
    ...tokens.flatMap((token) => [
      fromDeployer(senders.map((sender) => mint(contracts, token, builder.address(sender), parseEther("1000")))),
      builder.block(senders.map((sender) => [sender, approve(token)] as const)),
    ]),
  ];
  if (uniswap === undefined) return [blocks, market];
  const factory = created(creations.length - 1);
  const pair = pairOf(uniswap, factory, tokens);
  const opening = [
    call(factory, uniswap.factory, "createPair", tokens, 8_000_000n),
    ...tokens.map((token) => mint(contracts, token, pair, parseEther("1000000"))),
    call(pair, uniswap.pair, "mint", [deployer], 500_000n),
  ];
  return [[...blocks, fromDeployer(opening)], { ...market, pair }];
}

function creation(contract: CompiledContract, args: readonly unknown[] = []): Message {
  return { data: contract.bytecode + contract.abi.encodeDeploy(args).slice(2), gasLimit: 8_000_000n };
}

function mint({ token: contract }: BenchContracts, token: string, to: string, amount: bigint): Message {
  return call(token, contract, "mint", [to, amount], 100_000n);
}

/** Where the factory creates the pair of two tokens. */
function pairOf({ pair }: UniswapContracts, factory: string, tokens: readonly string[]): string {
  const sorted = [...tokens].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  return getCreate2Address(factory, solidityPackedKeccak256(["address", "address"], sorted), keccak256(pair.bytecode));
}

/** A small, fast, seeded generator (Tommy Ettinger's mulberry32). */
function mulberry32(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
