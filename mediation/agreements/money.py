"""Money in agreements: figures and 大写 (DT-07), after the rules for filling in bills (正确填写票据和结算凭证).

The capital form leaves no room to add a figure: every digit has a hard-to-change character, gaps are marked 零, an
amount without 分 ends in 整.
"""

from decimal import ROUND_HALF_UP, Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")
CENT = Decimal("0.01")
LIMIT = Decimal(10) ** 12  # below a million million; nobody mediates more


def exact(amount: Decimal | int | str) -> Decimal:
    """An amount in yuan with two decimals.

    Raises:
        ValueError: negative, not a number, or 10^12 yuan and more.
    """
    found = Decimal(amount)
    if not found.is_finite() or found < 0 or found >= LIMIT:
        raise ValueError(f"not an amount of an agreement: {amount}")
    return found.quantize(CENT, ROUND_HALF_UP)


def figures(amount: Decimal | int | str) -> str:
    """¥3,500.00."""
    return f"¥{exact(amount):,.2f}"


def capital(amount: Decimal | int | str) -> str:
    """叁仟伍佰元整; 壹万零伍拾元零伍分."""
    found = exact(amount)
    yuan, cents = int(found), int(found * 100) % 100
    jiao, fen = divmod(cents, 10)
    words = f"{_whole(yuan)}元" if yuan else ""
    if not cents:
        return f"{words or '零元'}整"
    # A figure that ends in 0 yuan, or a missing 角, is marked 零 so that nothing can be put in between.
    if yuan and (jiao == 0 or yuan % 10 == 0):
        words += "零"
    if jiao:
        words += f"{DIGITS[jiao]}角"
    return words + (f"{DIGITS[fen]}分" if fen else "整")


def both(amount: Decimal | int | str) -> str:
    """As an agreement writes it: 人民币叁仟伍佰元整（¥3,500.00）."""
    return f"人民币{capital(amount)}（{figures(amount)}）"


def _whole(number: int) -> str:
    """The yuan, group by group of four digits from the highest."""
    groups = []
    while number:
        number, group = divmod(number, 10000)
        groups.append(group)
    words, gap = "", False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if not group:
            gap = bool(words)
            continue
        if words and (gap or group < 1000 or groups[place + 1] % 10 == 0):
            words += "零"
        words += _group(group) + GROUPS[place]
        gap = False
    return words


def _group(group: int) -> str:
    """Four digits: 壹仟零伍拾."""
    words, gap = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit:
            words += ("零" if gap and words else "") + DIGITS[digit] + PLACES[place]
            gap = False
        else:
            gap = True
    return words
