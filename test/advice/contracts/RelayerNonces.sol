// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {NoncesKeyed} from "@openzeppelin/contracts/utils/NoncesKeyed.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

/// Claims that an issuer signs and anyone may bring: "this account has passed our checks".
abstract contract Attestations is EIP712("Attestations", "1") {
    bytes32 private constant ATTESTATION =
        keccak256("Attestation(address issuer,address subject,bytes32 claim,uint256 nonce)");

    error InvalidSignature();

    mapping(address issuer => mapping(address subject => bytes32)) public claimOf;

    function _attest(
        address issuer,
        address subject,
        bytes32 claim,
        uint256 nonce,
        bytes calldata signature
    ) internal {
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(ATTESTATION, issuer, subject, claim, nonce)));
        if (ECDSA.recover(digest, signature) != issuer) revert InvalidSignature();
        claimOf[issuer][subject] = claim;
    }
}

/// The issuer numbers its signatures 0, 1, 2, ...
contract SequentialAttestations is Attestations, Nonces {
    function attest(address issuer, address subject, bytes32 claim, bytes calldata signature) external {
        _attest(issuer, subject, claim, _useNonce(issuer), signature);
    }
}

/// The issuer numbers its signatures for each subject: 0, 1, 2, ... under a key that is the subject.
contract KeyedAttestations is Attestations, NoncesKeyed {
    function attest(address issuer, address subject, bytes32 claim, bytes calldata signature) external {
        _attest(issuer, subject, claim, _useNonce(issuer, uint192(uint160(subject))), signature);
    }
}
