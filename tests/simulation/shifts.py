"""What desks and crews do all day: threads that only know the API."""

import queue
import random
import threading
import uuid

from tests.simulation.people import Caller, House

REFUSED = frozenset({400, 403, 404, 409})


class Day:
    """The work of the day, shared by all threads.

    Desks enter incidents and close what crews have reported; crews answer what they were sent to. Many taps come
    twice, two desks now and then do the same, and some crews are called back while they answer.
    """

    def __init__(self, house: House, port: int, incidents: int):
        self.house, self.port = house, port
        self.left = iter(range(incidents))
        self.guard = threading.Lock()
        self.tasks = {crew: queue.Queue() for crew in house.crews}
        self.to_close: queue.Queue = queue.Queue()
        self.known: list[int] = []
        self.trouble: list[BaseException] = []
        self.over = threading.Event()

    def run(self) -> None:
        """Desks until everything is entered and closed, crews until then."""
        desks = [threading.Thread(target=self._safely, args=(self.desk, n)) for n in range(len(self.house.desks))]
        crews = [threading.Thread(target=self._safely, args=(self.crew, pk)) for pk in self.house.crews]
        for thread in desks + crews:
            thread.start()
        for thread in desks:
            thread.join()
        self.over.set()
        for thread in crews:
            thread.join()
        if self.trouble:
            raise self.trouble[0]

    def _safely(self, work, argument) -> None:
        try:
            work(argument)
        except BaseException as error:
            self.trouble.append(error)
            self.over.set()

    def _next(self) -> int | None:
        with self.guard:
            return next(self.left, None)

    # -- the desk ----------------------------------------------------------------------------------------------

    def desk(self, number: int) -> None:
        """Enter, send, call back, strike, link, close; in the end wait for the crews' last reports."""
        caller = self.house.caller(self.house.desks[number], self.port)
        dice = random.Random(number)
        while not self.trouble:
            self._close_some(caller)
            if self._next() is None:
                break
            self._take_in(caller, dice)
        while not self.trouble and not self._all_quiet():
            self._close_some(caller, wait=0.2)
        self._close_some(caller)

    def _all_quiet(self) -> bool:
        return all(tasks.unfinished_tasks == 0 for tasks in self.tasks.values()) and self.to_close.empty()

    def _take_in(self, caller: Caller, dice: random.Random) -> None:
        house, on_scene = self.house, dice.random() < 0.1
        values = {
            "source": "walk_in" if on_scene else "110", "category": dice.choice(house.categories).pk,
            "summary": "模拟警情", "place": f"前门大街{dice.randrange(400)}号",
            "client_key": str(uuid.UUID(int=dice.getrandbits(128))),
            "community": dice.choice(house.communities).pk, "injuries": "unknown", "weapons": "no",
            "persons": [{"name": "未知", "phone": "未知"}], "state": "arrived" if on_scene else "received",
        }  # fmt: skip
        made = caller.call("record", "POST", "incidents/", **values)
        assert made.status == 201, made.body
        pk = made.body["id"]
        if dice.random() < 0.05:
            again = caller.call("record", "POST", "incidents/", **values)
            assert again.body["id"] == pk
        with self.guard:
            others, self.known = self.known[-50:], [*self.known, pk]
        luck = dice.random()
        if on_scene:
            self._report(caller, pk)
        elif luck < 0.05:
            caller.call("strike", "POST", f"incidents/{pk}/strike/", reason="误录")
        elif luck < 0.10 and others:
            linked = caller.call("link", "POST", f"incidents/{pk}/link/", main=dice.choice(others))
            if linked.status != 200:  # The other one was struck, or hangs on a third.
                self._send(caller, pk, dice)
        else:
            self._send(caller, pk, dice)

    def _send(self, caller: Caller, pk: int, dice: random.Random) -> None:
        crews = dice.sample(list(self.tasks), 2 if dice.random() < 0.1 else 1)
        if dice.random() < 0.2:
            advice = caller.call("advice", "GET", f"incidents/{pk}/advice/").body
            crews = [one["crew"]["id"] for one in advice if one["recommended"]] or crews
        sent = caller.call("dispatch", "POST", f"incidents/{pk}/dispatch/", crews=crews)
        assert sent.status == 201, sent.body
        rows = sent.body
        if dice.random() < 0.05:
            again = caller.call("dispatch", "POST", f"incidents/{pk}/dispatch/", crews=crews)
            assert [row["id"] for row in again.body] == [row["id"] for row in rows]
        for row in rows:
            self.tasks[row["crew"]["id"]].put((row["id"], pk))
        if dice.random() < 0.06:
            recalled = caller.call("recall", "POST", f"assignments/{rows[0]['id']}/recall/")
            assert recalled.status == 200 or recalled.body["code"] in {"wrong_state", "last_crew"}, recalled.body
            if recalled.status == 200 and recalled.body["incident"]["state"] == "received":
                self._send(caller, pk, dice)

    def _report(self, caller: Caller, pk: int) -> None:
        answer = caller.call(
            "feedback", "POST", f"incidents/{pk}/feedback/", category=self.house.categories[pk % 8].pk,
            result="helped", text="已处置完毕",
        )  # fmt: skip
        if answer.status == 200:
            self.to_close.put(pk)
        else:
            assert answer.status in REFUSED, answer.body

    def _close_some(self, caller: Caller, wait: float = 0.0) -> None:
        while True:
            try:
                pk = self.to_close.get(timeout=wait) if wait else self.to_close.get_nowait()
            except queue.Empty:
                return
            closed = caller.call("close", "POST", f"incidents/{pk}/close/")
            assert closed.status in {200, 409}, closed.body

    # -- the crew ----------------------------------------------------------------------------------------------

    def crew(self, crew: int) -> None:
        """Answer one task after the other; the auxiliary taps as well, the officer reports."""
        officer, auxiliary = (self.house.caller(person, self.port) for person in self.house.crews[crew])
        dice = random.Random(crew)
        while not self.over.is_set():
            try:
                task = self.tasks[crew].get(timeout=0.2)
            except queue.Empty:
                continue
            try:
                self._answer(officer, auxiliary, crew, task, dice)
            finally:
                self.tasks[crew].task_done()

    def _answer(self, officer: Caller, auxiliary: Caller, crew: int, task: tuple[int, int], dice) -> None:
        row, pk = task
        for verb, chance in (("accept", 0.6), ("depart", 0.4), ("arrive", 1)):
            if dice.random() > chance:
                continue
            who = auxiliary if dice.random() < 0.3 else officer
            answer = who.call(verb, "POST", f"assignments/{row}/{verb}/")
            if dice.random() < 0.1:
                officer.call(verb, "POST", f"assignments/{row}/{verb}/")
            assert answer.status in {200, 409}, answer.body
            if verb == "accept" and answer.status == 200 and dice.random() < 0.04:
                self._pass_on(officer, crew, row, pk, dice)
                return
            if verb == "depart" and answer.status == 200 and dice.random() < 0.03:
                officer.call("ask_support", "POST", f"assignments/{row}/ask_support/")
        if answer.status == 200:
            self._report(officer, pk)

    def _pass_on(self, officer: Caller, crew: int, row: int, pk: int, dice) -> None:
        other = dice.choice([one for one in self.tasks if one != crew])
        answer = officer.call("pass_on", "POST", f"assignments/{row}/pass_on/", crew=other)
        if answer.status == 200:
            self.tasks[other].put((answer.body["id"], pk))
        else:
            assert answer.status == 409, answer.body
