"""The triggers of the book: what entries add up to is written by the database alone (docs/decisions/0032)."""

import pgtrigger

INSERT, UPDATE, DELETE = pgtrigger.Insert, pgtrigger.Update, pgtrigger.Delete
BY_HAND = pgtrigger.Condition("pg_trigger_depth() = 0")
REFUSE = "RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = '{name}', MESSAGE = '{words}';"


def account_kept() -> pgtrigger.Trigger:
    """Each entry moves the person's account; what is exchanged or lapses never takes it below zero."""
    return pgtrigger.Trigger(
        name="account_moved", when=pgtrigger.After, operation=INSERT, declare=[("reached", "integer")],
        func=f"""
            INSERT INTO stations_pointaccount (station_id, user_id, balance) VALUES (
                NEW.station_id, NEW.user_id,
                NEW.points + (SELECT coalesce(sum(points), 0) FROM stations_ledgerentry
                    WHERE station_id = NEW.station_id AND user_id = NEW.user_id AND id < NEW.id))
            ON CONFLICT (station_id, user_id) DO UPDATE SET balance = stations_pointaccount.balance + NEW.points
            RETURNING balance INTO reached;
            IF NEW.kind IN ('redeem', 'expiry') AND reached < 0 THEN
                {REFUSE.format(name="account_never_below", words="points do not reach")}
            END IF;
            RETURN NULL;
        """,
    )  # fmt: skip


def redemption_has_goods() -> pgtrigger.Trigger:
    """Points that are exchanged or come back move goods in the same transaction."""
    return pgtrigger.Trigger(
        name="ledger_with_goods", when=pgtrigger.After, operation=INSERT, timing=pgtrigger.Deferred,
        condition=pgtrigger.Condition("NEW.kind IN ('redeem', 'return')"),
        func=f"""
            IF NOT EXISTS (SELECT 1 FROM stations_rewardentry
                    WHERE entry_id = NEW.id AND points = -NEW.points AND station_id = NEW.station_id) THEN
                {REFUSE.format(name="ledger_with_goods", words="points moved without goods")}
            END IF;
            RETURN NULL;
        """,
    )  # fmt: skip


def goods_moved() -> pgtrigger.Trigger:
    """Each movement moves the reward's places and the budget's purse; a reservation's points are its entry's."""
    wrong = REFUSE.format(name="reward_entry_agrees", words="movement and entry differ")
    return pgtrigger.Trigger(
        name="goods_moved", when=pgtrigger.After, operation=INSERT,
        func=f"""
            IF NEW.entry_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM stations_ledgerentry
                    WHERE id = NEW.entry_id AND points = -NEW.points AND station_id = NEW.station_id) THEN
                {wrong}
            END IF;
            IF NEW.reward_id IS NOT NULL THEN
                UPDATE stations_reward SET shelf = shelf + NEW.shelf, held = held + NEW.held,
                    given = given + NEW.given WHERE id = NEW.reward_id AND station_id = NEW.station_id;
                IF NOT FOUND THEN {wrong} END IF;
            END IF;
            IF NEW.budget_id IS NOT NULL THEN
                UPDATE stations_rewardbudget SET granted = granted + NEW.yuan_in, free = free + NEW.free,
                    reserved = reserved + NEW.reserved, spent = spent + NEW.spent
                    WHERE id = NEW.budget_id AND station_id = NEW.station_id;
                IF NOT FOUND THEN {wrong} END IF;
            END IF;
            RETURN NULL;
        """,
    )  # fmt: skip


def only_by_the_book(name: str) -> pgtrigger.Trigger:
    """Nobody writes an account by hand."""
    return pgtrigger.Trigger(
        name=name, when=pgtrigger.Before, operation=INSERT | UPDATE | DELETE, condition=BY_HAND,
        func=REFUSE.format(name=name, words="written by the ledger only"),
    )  # fmt: skip


def shelf_only_by_the_book() -> pgtrigger.Trigger:
    """Nobody writes the places of a reward by hand; one begins empty."""
    return _places("shelf_kept", "shelf", "held", "given")


def purse_only_by_the_book() -> pgtrigger.Trigger:
    """Nobody writes the purse of a budget by hand; one begins empty."""
    return _places("purse_kept", "granted", "free", "reserved", "spent")


def _places(name: str, *columns: str) -> pgtrigger.Trigger:
    changed = " OR ".join(f"NEW.{one} <> (CASE WHEN TG_OP = 'INSERT' THEN 0 ELSE OLD.{one} END)" for one in columns)
    return pgtrigger.Trigger(
        name=name, when=pgtrigger.Before, operation=INSERT | UPDATE, condition=BY_HAND,
        func=f"""
            IF {changed} THEN
                {REFUSE.format(name=name, words="written by the book only")}
            END IF;
            RETURN NEW;
        """,
    )  # fmt: skip
