import type { Measurement } from "./measurement.ts";

/**
 * Written by `UPDATE_GOLDEN=1 npm test -- test/advice/proofs.test.ts`, which otherwise compares what it measures with
 * this. By id of the remedy.
 */
export const MEASURED: ReadonlyMap<string, readonly Measurement[]> = new Map<string, readonly Measurement[]>([
  [
    "erc721-enumerable",
    [
      {
        traffic: "16 accounts mint a token each, in one block",
        rows: [
          {
            contract: "ListedPasses",
            transactions: 16,
            waits: 15,
            waves: 16,
            ceiling: 1,
            delta: 1,
            locks: 1,
            gas: 142285,
          },
          {
            contract: "OwnerListedPasses",
            transactions: 16,
            waits: 0,
            waves: 1,
            ceiling: 16,
            delta: 15.9,
            locks: 16,
            gas: 135026,
          },
        ],
      },
    ],
  ],
  [
    "sequential-ids",
    [
      {
        traffic: "16 accounts mint a token each, in one block",
        rows: [
          {
            contract: "SequentialDrop",
            transactions: 16,
            waits: 15,
            waves: 16,
            ceiling: 1,
            delta: 1,
            locks: 1,
            gas: 74266,
          },
          {
            contract: "RangedDrop",
            transactions: 16,
            waits: 0,
            waves: 1,
            ceiling: 16,
            delta: 15.9,
            locks: 16,
            gas: 90648,
          },
        ],
      },
    ],
  ],
  [
    "relayer-nonces",
    [
      {
        traffic: "16 accounts bring what one issuer has signed about them, in one block",
        rows: [
          {
            contract: "SequentialAttestations",
            transactions: 16,
            waits: 15,
            waves: 16,
            ceiling: 1,
            delta: 1,
            locks: 1,
            gas: 57409,
          },
          {
            contract: "KeyedAttestations",
            transactions: 16,
            waits: 0,
            waves: 1,
            ceiling: 16,
            delta: 15.9,
            locks: 16,
            gas: 73696,
          },
        ],
      },
    ],
  ],
  [
    "reward-accumulator",
    [
      {
        traffic: "16 accounts pay, in one block",
        rows: [
          {
            contract: "EagerCooperative",
            transactions: 16,
            waits: 15,
            waves: 16,
            ceiling: 1,
            delta: 12.1,
            locks: 1,
            gas: 49862,
          },
          {
            contract: "CheckpointedCooperative",
            transactions: 16,
            waits: 2,
            waves: 2,
            ceiling: 8.9,
            delta: 15.4,
            locks: 1,
            gas: 63601,
          },
        ],
      },
    ],
  ],
  [
    "interest-index",
    [
      {
        traffic: "16 accounts save, each in a block of its own",
        rows: [
          {
            contract: "AccruingSavings",
            transactions: 16,
            waits: 30,
            waves: 16,
            ceiling: 1,
            delta: 1,
            locks: 1,
            gas: 56285,
          },
          {
            contract: "TimedSavings",
            transactions: 16,
            waits: 0,
            waves: 1,
            ceiling: 16,
            delta: 15.8,
            locks: 1,
            gas: 50350,
          },
        ],
      },
      {
        traffic: "16 accounts save, in one block",
        rows: [
          {
            contract: "AccruingSavings",
            transactions: 16,
            waits: 30,
            waves: 2,
            ceiling: 7.6,
            delta: 7.5,
            locks: 1,
            gas: 51035,
          },
          {
            contract: "TimedSavings",
            transactions: 16,
            waits: 0,
            waves: 1,
            ceiling: 16,
            delta: 15.8,
            locks: 1,
            gas: 50350,
          },
        ],
      },
    ],
  ],
  [
    "amm-reserves",
    [
      {
        traffic: "16 traders trade on one pair, half of them in each direction, in one block",
        rows: [
          {
            contract: "Pool",
            transactions: 16,
            waits: 15,
            waves: 16,
            ceiling: 1,
            delta: 1,
            locks: 1,
            gas: 38195,
          },
          {
            contract: "BatchPool",
            transactions: 16,
            waits: 2,
            waves: 2,
            ceiling: 8.8,
            delta: 15.4,
            locks: 8.8,
            gas: 70085,
          },
          {
            contract: "SplitPool",
            transactions: 16,
            waits: 8,
            waves: 2,
            ceiling: 8,
            delta: 7.9,
            locks: 8,
            gas: 38417,
          },
        ],
      },
    ],
  ],
  [
    "last-action",
    [
      {
        traffic: "16 authors post on one day, each in a block of their own",
        rows: [
          {
            contract: "Board",
            transactions: 16,
            waits: 15,
            waves: 16,
            ceiling: 1,
            delta: 1,
            locks: 1,
            gas: 50666,
          },
          {
            contract: "DailyBoard",
            transactions: 16,
            waits: 0,
            waves: 1,
            ceiling: 16,
            delta: 15.9,
            locks: 16,
            gas: 48006,
          },
        ],
      },
      {
        traffic: "16 authors post on one day, in one block",
        rows: [
          {
            contract: "Board",
            transactions: 16,
            waits: 15,
            waves: 2,
            ceiling: 7.8,
            delta: 7.8,
            locks: 1,
            gas: 48041,
          },
          {
            contract: "DailyBoard",
            transactions: 16,
            waits: 0,
            waves: 1,
            ceiling: 16,
            delta: 15.9,
            locks: 16,
            gas: 48006,
          },
        ],
      },
    ],
  ],
  [
    "shared-array",
    [
      {
        traffic: "16 accounts join, in one block",
        rows: [
          {
            contract: "ListedParticipants",
            transactions: 16,
            waits: 15,
            waves: 16,
            ceiling: 1,
            delta: 1,
            locks: 1,
            gas: 71854,
          },
          {
            contract: "MappedParticipants",
            transactions: 16,
            waits: 0,
            waves: 1,
            ceiling: 16,
            delta: 15.9,
            locks: 16,
            gas: 44737,
          },
          {
            contract: "ShardedParticipants",
            transactions: 16,
            waits: 2,
            waves: 2,
            ceiling: 8.6,
            delta: 8.6,
            locks: 8.6,
            gas: 85882,
          },
        ],
      },
    ],
  ],
  [
    "push-payments",
    [
      {
        traffic: "16 accounts pay, in one block",
        rows: [
          {
            contract: "PushingSplitter",
            transactions: 16,
            waits: 15,
            waves: 16,
            ceiling: 1,
            delta: 1,
            locks: 1,
            gas: 56293,
          },
          {
            contract: "PullSplitter",
            transactions: 16,
            waits: 0,
            waves: 1,
            ceiling: 16,
            delta: 15.9,
            locks: 1,
            gas: 21160,
          },
        ],
      },
    ],
  ],
  [
    "hot-treasury",
    [
      {
        traffic: "16 accounts pay 16 others, in one block",
        rows: [
          {
            contract: "FeeToken",
            transactions: 16,
            waits: 15,
            waves: 16,
            ceiling: 1,
            delta: 15.9,
            locks: 1,
            gas: 59109,
          },
          {
            contract: "TillFeeToken",
            transactions: 16,
            waits: 2,
            waves: 2,
            ceiling: 8.8,
            delta: 15.4,
            locks: 8.8,
            gas: 74442,
          },
        ],
      },
      {
        traffic: "16 accounts draw ether that is theirs, in one block",
        rows: [
          {
            contract: "Payroll",
            transactions: 16,
            waits: 15,
            waves: 16,
            ceiling: 1,
            delta: 1,
            locks: 1,
            gas: 28463,
          },
          {
            contract: "SplitPayroll",
            transactions: 16,
            waits: 8,
            waves: 2,
            ceiling: 8,
            delta: 7.8,
            locks: 8,
            gas: 33836,
          },
        ],
      },
    ],
  ],
  [
    "global-counter",
    [
      {
        traffic: "16 accounts deposit, in one block",
        rows: [
          {
            contract: "Deposits",
            transactions: 16,
            waits: 15,
            waves: 16,
            ceiling: 1,
            delta: 12.1,
            locks: 1,
            gas: 49671,
          },
          {
            contract: "ShardedDeposits",
            transactions: 16,
            waits: 2,
            waves: 2,
            ceiling: 8.9,
            delta: 15.4,
            locks: 1,
            gas: 63681,
          },
        ],
      },
    ],
  ],
  [
    "reentrancy-guard",
    [
      {
        traffic: "16 accounts claim a ticket each, in one block",
        rows: [
          {
            contract: "Tickets",
            transactions: 16,
            waits: 0,
            waves: 1,
            ceiling: 16,
            delta: 15.9,
            locks: 1,
            gas: 70781,
          },
          {
            contract: "TransientTickets",
            transactions: 16,
            waits: 0,
            waves: 1,
            ceiling: 16,
            delta: 15.9,
            locks: 16,
            gas: 68876,
          },
        ],
      },
    ],
  ],
  [
    "read-only-guards",
    [
      {
        traffic: "16 stations submit, in one block",
        rows: [
          {
            contract: "GuardedReadings",
            transactions: 16,
            waits: 0,
            waves: 1,
            ceiling: 16,
            delta: 15.9,
            locks: 16,
            gas: 48192,
          },
          {
            contract: "UnguardedReadings",
            transactions: 16,
            waits: 0,
            waves: 1,
            ceiling: 16,
            delta: 16,
            locks: 16,
            gas: 43564,
          },
        ],
      },
    ],
  ],
]);
