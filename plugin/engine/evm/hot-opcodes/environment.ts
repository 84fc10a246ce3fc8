import type { BlockUse } from "../block-use.ts";
import { bytesToWord, readWord, sliceToWord } from "../words.ts";
import { type Frame, type HotOperation, top } from "./frame.ts";

function calldataload(frame: Frame): void {
  const { stack } = frame;
  const at = top(stack, 1);
  const { callData } = frame.runState.env;
  const offset = Number(stack._store[at]);
  if (offset + 32 <= callData.length) stack._store[at] = readWord(frame.callDataView, offset);
  else stack._store[at] = sliceToWord(callData, offset, 32);
}

function address(frame: Frame): void {
  frame.push(bytesToWord(frame.runState.env.address.bytes));
}

function caller(frame: Frame): void {
  frame.push(bytesToWord(frame.runState.env.caller.bytes));
}

function callvalue(frame: Frame): void {
  frame.push(frame.runState.env.callValue);
}

function calldatasize(frame: Frame): void {
  frame.push(BigInt(frame.runState.env.callData.length));
}

function returndatasize(frame: Frame): void {
  frame.push(BigInt(frame.runState.returnBytes.length));
}

function pc(frame: Frame): void {
  frame.push(BigInt(frame.pc - 1));
}

function msize(frame: Frame): void {
  frame.push(BigInt(frame.memoryBytes));
}

function gas(frame: Frame): void {
  frame.push(BigInt(frame.gas));
}

function origin(frame: Frame): void {
  frame.push(bytesToWord(frame.runState.env.origin.bytes));
}

function codesize(frame: Frame): void {
  frame.push(BigInt(frame.runState.env.code.length));
}

function gasprice(frame: Frame): void {
  frame.push(frame.runState.env.gasPrice);
}

/** What the message and the machine are like. */
export const environment: Readonly<Record<number, HotOperation>> = {
  48: { execute: address },
  50: { execute: origin },
  51: { execute: caller },
  52: { execute: callvalue },
  53: { execute: calldataload },
  54: { execute: calldatasize },
  56: { execute: codesize },
  58: { execute: gasprice },
  61: { execute: returndatasize },
  88: { execute: pc },
  89: { execute: msize },
  90: { execute: gas },
};

/** What its block is like. */
export function blockOperations(use: BlockUse): Readonly<Record<number, HotOperation>> {
  return {
    66: {
      execute: (frame) => {
        use.looked = true;
        frame.push(frame.runState.env.block.header.timestamp);
      },
    },
    67: {
      execute: (frame) => {
        use.looked = true;
        frame.push(frame.runState.env.block.header.number);
      },
    },
  };
}
