import { hexlify, Wallet } from "ethers";
import type { Proof } from "../proof.ts";

const TYPES = {
  Attestation: [
    { name: "issuer", type: "address" },
    { name: "subject", type: "address" },
    { name: "claim", type: "bytes32" },
    { name: "nonce", type: "uint256" },
  ],
};

export const relayerNoncesProof: Proof = {
  id: "relayer-nonces",
  file: "RelayerNonces.sol",
  variable: "SequentialAttestations._nonces[*]",
  cases: [
    {
      traffic: "16 accounts bring what one issuer has signed about them, in one block",
      mined: "together",
      contracts: ["SequentialAttestations", "KeyedAttestations"],
      async run(ground, name, test) {
        const contract = await ground.deploy(name);
        const issuer = new Wallet(hexlify(ground.key(ground.owner)));
        const domain = { name: "Attestations", version: "1", chainId: 31337, verifyingContract: contract.address };
        const claim = `0x${"c1".repeat(32)}`;
        const attest = async (user: number, nonce: number) => {
          const subject = ground.address(user);
          const value = { issuer: issuer.address, subject, claim, nonce: nonceOf(name, subject, nonce) };
          const args = [issuer.address, subject, claim, await issuer.signTypedData(domain, TYPES, value)];
          return { from: user, to: contract, method: "attest", args };
        };
        const isKeyed = name === "KeyedAttestations";
        await test(await Promise.all(ground.users.map((user, sequence) => attest(user, isKeyed ? 0 : sequence))));
        await ground.send(await attest(ground.users[2] as number, isKeyed ? 1 : ground.users.length));
        return await Promise.all(
          ground.addresses.map((subject) => ground.read(contract, "claimOf", issuer.address, subject)),
        );
      },
    },
  ],
};

/** Of keyed nonces the key stands in the upper 192 bits. */
function nonceOf(name: string, subject: string, nonce: number): bigint {
  return name === "KeyedAttestations" ? (BigInt(subject) << 64n) | BigInt(nonce) : BigInt(nonce);
}
