// Calls precompiled contracts on a parallel network and on Hardhat's own, and prints what differs.
import { network } from "hardhat";

const word = (value = 0n) => value.toString(16).padStart(64, "0");
const hex = (number) => `0x${number.toString(16).padStart(40, "0")}`;

/** The generator of the first group of BLS12-381 (EIP-2537). */
const G1 =
  "0000000000000000000000000000000017f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb" +
  "0000000000000000000000000000000008b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1";

const CALLS = {
  "ecrecover of the signature of 1 by the key 1": [
    0x01,
    word(1n) +
      word(28n) +
      "6673ffad2147741f04772b6f921f0ba6af0c1e77fc439e65c36dedf4092e8898" +
      "4c1a971652e0ada880120ef8025e709fff2080c4a39aae068d12eed009b68c89",
  ],
  "alt_bn128, addition": [0x06, word(1n) + word(2n) + word(1n) + word(2n)],
  "alt_bn128, multiplication": [0x07, word(1n) + word(2n) + word(5n)],
  "alt_bn128, pairing of nothing": [0x08, ""],
  "BLS12-381, addition": [0x0b, G1 + G1],
  "BLS12-381, sum of products": [0x0c, G1 + word(7n) + G1 + word(0n)],
  "BLS12-381, pairing with infinity": [0x0f, G1 + "00".repeat(256)],
  "BLS12-381, a point that is none": [0x0b, `${word(1n)}${word(1n)}${G1}${word(2n)}${word(1n)}`],
  "secp256r1 (test vector of EIP-7951's reference)": [
    0x100,
    "4cee90eb86eaa050036147a12d49004b6b9c72bd725d39d4785011fe190f0b4d" +
      "a73bd4903f0ce3b639bbbf6e8e80d16931ff4bcf5993d58468e8fb19086e8cac" +
      "36dbcd03009df8c59286b162af3bd7fcc0450c9aa81be5d10d312af6c66b1d60" +
      "4aebd3099c618202fcfe16ae7770b0c49ab5eadf74b754204a3bb6060e44eff3" +
      "7618b065f9832de4ca6ca971a7a1adc826d0f7c00181a5fb2ddf79ae00b4e10e",
  ],
};

const parallel = await network.create("threads");
const own = await network.create();

async function answer({ provider }, [address, data]) {
  const message = { to: hex(address), data: `0x${data}`, gas: "0xf4240" };
  return await provider.request({ method: "eth_call", params: [message, "latest"] }).catch(() => "an error");
}

for (const [name, call] of Object.entries(CALLS)) {
  const [ours, theirs] = [await answer(parallel, call), await answer(own, call)];
  console.log(`${ours === theirs ? "same" : `${ours} and not ${theirs}`}: ${name}`);
}
