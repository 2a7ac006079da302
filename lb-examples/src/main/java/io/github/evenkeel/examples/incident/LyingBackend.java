package io.github.evenkeel.examples.incident;

import io.github.evenkeel.Outcome;
import io.github.evenkeel.health.Status;
import io.github.evenkeel.pool.PoolEvent.MemberEjected;
import io.github.evenkeel.pool.PoolEvent.StatusChanged;
import java.util.List;
import java.util.function.UnaryOperator;

/** I1: one of five answers its health page well and every call with 500, for five minutes. */
final class LyingBackend {
    private static final double FROM = 30;
    private static final double END = FROM + 300;

    private LyingBackend() {}

    static Observed play(Side side) {
        List<Host> hosts = Scenes.hosts(5);
        Host liar = hosts.get(2);
        try (World world = new World(side.of(Scenes::plain, UnaryOperator.identity()), hosts)) {
            world.probe(UnaryOperator.identity());
            world.calls(200);
            world.at(FROM, () -> {
                liar.answers(Outcome.FAILURE);
                liar.slower(0.1); // it does not get far
            });
            world.playTo(END);
            Ledger seen = world.ledger();
            double out =
                    seen.first(MemberEjected.class, ejected -> ejected.backend().equals(liar.backend()));
            double back = seen.first(
                    StatusChanged.class,
                    change -> change.backend().equals(liar.backend()) && change.from() == Status.EJECTED);
            double before = seen.failed(call -> call.at() < out);
            double after = seen.failed(call -> call.at() >= out && call.at() < back);
            double all = seen.failed(call -> true);
            return Observed.of(1, seen.failures(1, END), before, after, all);
        }
    }
}
