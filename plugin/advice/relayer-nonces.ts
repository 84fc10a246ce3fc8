import { areMost, isHot, isNumber, NONCE } from "./clues.ts";
import type { Remedy } from "./remedy.ts";

export const relayerNonces: Remedy = {
  id: "relayer-nonces",
  title: "Nonces of one signer",
  advice: "Number signatures under keys of their own (2D nonces).",
  cause:
    "Signed messages of one account (an issuer, an exchange, a smart wallet) carry nonces 0, 1, 2, ..., and the contract checks each against its counter. Whoever brings them, they have to come one by one, and in that order.",
  recognisedBy:
    "A number called nonce, by itself or in a mapping, that becomes the next number in each transaction, where the account it belongs to is not the sender.",
  recognise(evidence) {
    const { kind, members, waits, hottest } = evidence;
    const [member] = members;
    if (kind !== "slot" || waits === 0 || member === undefined || members.length > 1) return undefined;
    const isNamed = NONCE.test(member.name) || /^Nonces/.test(member.declaredIn ?? "");
    if (!isNamed || !isNumber(member.type) || member.shape === "length") return undefined;
    if (!isHot(evidence)) return undefined;
    if (!areMost(hottest.next, hottest.writers) || hottest.bySender * 2 > hottest.writers) return undefined;
    return hottest.isAccount || member.shape === undefined ? "high" : "medium";
  },
  before: `
contract SequentialAttestations is Attestations, Nonces {
    function attest(address issuer, address subject, bytes32 claim, bytes calldata signature) external {
        _attest(issuer, subject, claim, _useNonce(issuer), signature);
    }
}`,
  after: `
contract KeyedAttestations is Attestations, NoncesKeyed {
    function attest(address issuer, address subject, bytes32 claim, bytes calldata signature) external {
        _attest(issuer, subject, claim, _useNonce(issuer, uint192(uint160(subject))), signature);
    }
}`,
  effect:
    "Messages about different subjects use different counters. Those about one subject stay in order, and none can be used twice.",
  tradeOff:
    "The signer has to choose keys, and the order between keys is lost: what must be in order shares a key. The first message of each key writes a new slot, which costs more gas than raising a counter. A bitmap of used nonces (Permit2) costs less, but 256 of them share a slot and wait for each other.",
  links: [
    { title: "ERC-4337: the semi-abstracted nonce", url: "https://eips.ethereum.org/EIPS/eip-4337" },
    {
      title: "OpenZeppelin Contracts: NoncesKeyed",
      url: "https://docs.openzeppelin.com/contracts/5.x/api/utils#NoncesKeyed",
    },
    { title: "Permit2: unordered nonces", url: "https://github.com/Uniswap/permit2" },
  ],
};
