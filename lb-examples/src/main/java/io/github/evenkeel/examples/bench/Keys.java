package io.github.evenkeel.examples.bench;

import io.github.evenkeel.CallContext;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** 1,024 keys, taken in turns: a thread's own, at the same small price for strategies and floors. */
@State(Scope.Thread)
public class Keys {
    private static final int COUNT = 1024;

    private final String[] keys =
            IntStream.range(0, COUNT).mapToObj(i -> "customer-" + i).toArray(String[]::new);
    private final CallContext[] contexts = new CallContext[COUNT];
    private int turn;

    /** As JMH wants it. */
    public Keys() {
        for (int i = 0; i < COUNT; i++) contexts[i] = CallContext.forKey(keys[i]);
    }

    String key() {
        return keys[turn++ & (COUNT - 1)];
    }

    CallContext context() {
        return contexts[turn++ & (COUNT - 1)];
    }

    String[] all() {
        return keys;
    }
}
