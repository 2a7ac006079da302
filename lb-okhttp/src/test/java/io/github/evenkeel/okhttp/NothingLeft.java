package io.github.evenkeel.okhttp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * After every test of this module, and what it closes: no thread and no socket is left that was not there before, listening ones among them. Sockets are
 * looked at on Linux only; threads everywhere. That no call is in flight is for {@link Servers} to see, which closes the pools. JUnit finds it by itself.
 */
public final class NothingLeft implements BeforeEachCallback, AfterEachCallback {
    private static final ExtensionContext.Namespace OWN = ExtensionContext.Namespace.create(NothingLeft.class);

    /** Where Linux tells what this process has open. */
    private static final Path OPEN = Path.of("/proc/self/fd");

    /** Of the JVM, of JUnit, or shared by all that a library makes: these stay. */
    private static final List<String> SHARED = List.of(
            "evenkeel-timer", // of all pools together
            "evenkeel-listener",
            "OkHttp ", // its TaskRunner's, shared by all clients and named after what they do just now
            "Okio Watchdog",
            "junit-",
            "ForkJoinPool.commonPool",
            "Cleaner",
            "Attach Listener");

    static {
        Servers.deadPort(); // has a socket, for good
        // With the first one that it closes while it may be read, the JVM makes a socket of its own, for good.
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            accepted.shutdownOutput();
            client.shutdownOutput();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    private record There(Set<Long> threads, Set<String> sockets) {}

    @Override
    public void beforeEach(ExtensionContext context) {
        Set<Long> threads = new HashSet<>();
        for (Thread each : Thread.getAllStackTraces().keySet()) threads.add(each.getId());
        context.getStore(OWN).put("there", new There(threads, sockets()));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        There before = context.getStore(OWN).get("there", There.class);
        Await.until(() -> "these to end: " + left(before), () -> {
            Servers.evict();
            return left(before).isEmpty();
        });
    }

    private static Set<String> left(There before) {
        Set<String> left = sockets();
        left.removeAll(before.sockets());
        for (Thread each : Thread.getAllStackTraces().keySet()) {
            if (!before.threads().contains(each.getId()) && SHARED.stream().noneMatch(each.getName()::startsWith)) {
                left.add("thread " + each.getName());
            }
        }
        return left;
    }

    private static Set<String> sockets() {
        Set<String> sockets = new TreeSet<>();
        if (!Files.isDirectory(OPEN)) return sockets;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(OPEN)) {
            for (Path each : all) {
                String what = target(each);
                if (what.startsWith("socket:")) sockets.add(what);
            }
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
        return sockets;
    }

    private static String target(Path open) throws IOException {
        try {
            return Files.readSymbolicLink(open).toString();
        } catch (NoSuchFileException closed) {
            return "";
        }
    }
}
