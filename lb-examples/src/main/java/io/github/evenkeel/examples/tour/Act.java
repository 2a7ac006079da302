package io.github.evenkeel.examples.tour;

import java.io.IOException;

/** A part of the tour: plays something, then is judged by what was counted meanwhile. */
interface Act {
    String title();

    /** Plays it on the caller's thread, which takes seconds, and returns the verdict. */
    Verdict play(Stage stage) throws InterruptedException, IOException;
}
