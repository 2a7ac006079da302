package io.github.evenkeel.examples.bench;

import java.util.Map;
import java.util.TreeMap;

/** One benchmark to run: a method with its parameters. */
record Case(Class<?> benchmark, String method, Map<String, String> parameters, int threads) {
    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    @Override
    public String toString() {
        return benchmark.getSimpleName() + "." + method + " " + new TreeMap<>(parameters) + ", threads: " + threads;
    }
}
