package io.github.evenkeel.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class LaneTest {
    private final Deque<Runnable> threads = new ArrayDeque<>();
    private final List<String> ran = new ArrayList<>();

    @Test
    void noMoreThreadsAreTakenThanItIsWideAndAllRunInOrder() {
        Lane lane = new Lane(threads::add, 2);
        for (String each : List.of("a", "b", "c", "d")) lane.execute(() -> ran.add(each));
        assertThat(threads).hasSize(2);
        threads.remove().run();
        assertThat(ran).containsExactly("a", "b", "c", "d");
        threads.remove().run();
        lane.execute(() -> ran.add("e"));
        assertThat(threads).as("the places are free again").hasSize(1);
    }

    @Test
    void aTaskThatThrowsGivesItsPlaceBack() {
        Lane lane = new Lane(threads::add, 1);
        lane.execute(() -> {
            throw new StackOverflowError("on purpose");
        });
        assertThatThrownBy(threads.remove()::run).isInstanceOf(StackOverflowError.class);
        lane.execute(() -> ran.add("next"));
        threads.remove().run();
        assertThat(ran).containsExactly("next");
    }

    @Test
    void thoseThatWaitBehindATaskThatThrowsGetAnotherThread() {
        Lane lane = new Lane(threads::add, 1);
        lane.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        lane.execute(() -> ran.add("next"));
        assertThatThrownBy(threads.remove()::run).hasMessage("on purpose");
        assertThat(threads).hasSize(1);
        threads.remove().run();
        assertThat(ran).containsExactly("next");
    }

    @Test
    void whereThereIsNoOtherThreadWhatWasThrownIsToldAllTheSame() {
        boolean[] full = {false};
        Lane lane = new Lane(
                task -> {
                    if (full[0]) throw new RejectedExecutionException("full");
                    threads.add(task);
                },
                1);
        lane.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        lane.execute(() -> ran.add("next"));
        full[0] = true;
        assertThatThrownBy(threads.remove()::run)
                .hasMessage("on purpose")
                .satisfies(thrown -> assertThat(thrown.getSuppressed()).hasSize(1));
        full[0] = false;
        lane.execute(() -> ran.add("last"));
        threads.remove().run();
        assertThat(ran).containsExactly("next", "last");
    }

    @Test
    void whatTheThreadsRefuseIsRefusedAndNeverRunsLater() {
        boolean[] full = {true};
        Lane lane = new Lane(
                task -> {
                    if (full[0]) throw new RejectedExecutionException("full");
                    threads.add(task);
                },
                1);
        assertThatThrownBy(() -> lane.execute(() -> ran.add("refused"))).hasMessage("full");
        full[0] = false;
        lane.execute(() -> ran.add("taken"));
        threads.remove().run();
        assertThat(ran).containsExactly("taken");
    }
}
