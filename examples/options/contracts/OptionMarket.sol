// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// An order book of covered calls. A writer offers one: the right to buy an amount of the underlying until a day, at a
/// price. The amount is set aside from what the writer has deposited, so that the option can always be exercised. Who
/// takes the offer pays the premium for it, less a fee of 1 % that the market keeps.
///
/// How ids are given, and how sums and money are kept, is up to the contracts that inherit from this one: before and
/// after the remedy.
///
/// For two different ordinary ERC-20 tokens: no fees on transfer, no balances that change by themselves, no calls to
/// their holders.
abstract contract OptionMarket is Ownable {
    enum State {
        None,
        Offered,
        Sold,
        Closed
    }

    struct Terms {
        /// Of the underlying.
        uint256 amount;
        /// In money, for the whole amount.
        uint256 strike;
        /// In money, for the whole amount.
        uint256 premium;
        /// Until this moment, and not at it, the option can be bought and exercised.
        uint256 expiry;
    }

    struct Option {
        address writer;
        State state;
        address buyer;
        Terms terms;
    }

    IERC20 public immutable underlying;
    IERC20 public immutable money;

    mapping(IERC20 token => mapping(address account => uint256)) public balanceOf;
    mapping(uint256 id => Option) private _options;

    event Offered(uint256 indexed id, address indexed writer, Terms terms);
    event Cancelled(uint256 indexed id);
    event Sold(uint256 indexed id, address indexed buyer);
    event Exercised(uint256 indexed id);
    event Expired(uint256 indexed id);

    error UnknownToken(IERC20 token);
    error NotEnough(IERC20 token, uint256 available, uint256 wanted);
    error NotYours(uint256 id);
    error NotIn(State wanted, State actual);
    error TooLate(uint256 expiry);
    error TooEarly(uint256 expiry);

    constructor(IERC20 underlying_, IERC20 money_) Ownable(msg.sender) {
        underlying = underlying_;
        money = money_;
    }

    function deposit(IERC20 token, uint256 amount) external {
        if (address(token) != address(underlying) && address(token) != address(money)) revert UnknownToken(token);
        balanceOf[token][msg.sender] += amount;
        _payIn(token, msg.sender, amount);
    }

    function withdraw(IERC20 token, uint256 amount) external {
        _debit(token, msg.sender, amount);
        _payOut(token, msg.sender, amount);
    }

    /// Offers an option on what the caller has deposited.
    function offer(Terms calldata terms) external returns (uint256 id) {
        _requireBefore(terms.expiry);
        _debit(underlying, msg.sender, terms.amount);
        id = _newId(msg.sender, terms);
        _options[id] = Option({writer: msg.sender, state: State.Offered, buyer: address(0), terms: terms});
        emit Offered(id, msg.sender, terms);
    }

    /// Takes an offer back that nobody has taken, before or after its day.
    function cancel(uint256 id) external {
        Option storage option = _options[id];
        if (option.writer != msg.sender) revert NotYours(id);
        _move(option, State.Offered, State.Closed);
        balanceOf[underlying][msg.sender] += option.terms.amount;
        emit Cancelled(id);
    }

    /// Takes an offer. The terms of an id do not change.
    function buy(uint256 id) external {
        Option storage option = _options[id];
        _requireBefore(option.terms.expiry);
        _move(option, State.Offered, State.Sold);
        option.buyer = msg.sender;
        uint256 premium = option.terms.premium;
        uint256 fee = premium / 100;
        _debit(money, msg.sender, premium);
        balanceOf[money][option.writer] += premium - fee;
        _addFee(msg.sender, fee);
        _addInterest(option.writer, option.terms.amount);
        emit Sold(id, msg.sender);
    }

    /// Buys the underlying, as the option entitles to.
    function exercise(uint256 id) external {
        Option storage option = _options[id];
        if (option.buyer != msg.sender) revert NotYours(id);
        _requireBefore(option.terms.expiry);
        _move(option, State.Sold, State.Closed);
        _debit(money, msg.sender, option.terms.strike);
        balanceOf[money][option.writer] += option.terms.strike;
        balanceOf[underlying][msg.sender] += option.terms.amount;
        _removeInterest(option.writer, option.terms.amount);
        emit Exercised(id);
    }

    /// Gives the writer the amount back when nobody has exercised the option in time.
    function reclaim(uint256 id) external {
        Option storage option = _options[id];
        if (option.writer != msg.sender) revert NotYours(id);
        if (block.timestamp < option.terms.expiry) revert TooEarly(option.terms.expiry);
        _move(option, State.Sold, State.Closed);
        balanceOf[underlying][msg.sender] += option.terms.amount;
        _removeInterest(msg.sender, option.terms.amount);
        emit Expired(id);
    }

    /// Credits the owner with the fees.
    function collectFees() external onlyOwner {
        balanceOf[money][owner()] += _takeFees();
    }

    function optionOf(uint256 id) external view returns (Option memory) {
        return _options[id];
    }

    /// Amount of the underlying that options in buyers' hands are on.
    function openInterest() external view virtual returns (uint256);

    function _newId(address writer, Terms calldata terms) internal virtual returns (uint256);
    function _addInterest(address writer, uint256 amount) internal virtual;
    function _removeInterest(address writer, uint256 amount) internal virtual;
    function _addFee(address payer, uint256 amount) internal virtual;

    /// Sets the fees to nothing, and returns what they were.
    function _takeFees() internal virtual returns (uint256);

    function _payIn(IERC20 token, address from, uint256 amount) internal virtual;
    function _payOut(IERC20 token, address to, uint256 amount) internal virtual;

    function _move(Option storage option, State from, State to) private {
        if (option.state != from) revert NotIn(from, option.state);
        option.state = to;
    }

    function _debit(IERC20 token, address account, uint256 amount) private {
        uint256 available = balanceOf[token][account];
        if (available < amount) revert NotEnough(token, available, amount);
        balanceOf[token][account] = available - amount;
    }

    function _requireBefore(uint256 expiry) private view {
        if (block.timestamp >= expiry) revert TooLate(expiry);
    }
}
