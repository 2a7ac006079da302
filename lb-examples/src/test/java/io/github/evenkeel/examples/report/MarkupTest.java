package io.github.evenkeel.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MarkupTest {
    @Test
    void textsAndAttributesAreEscaped() throws Exception {
        String nasty = "<b a=\"1\">&amp; '\u0000\uD800 \u2192";
        String text = new Markup().element("p", nasty, "title", nasty).toString();
        String read = nasty.replace('\u0000', '\uFFFD').replace('\uD800', '\uFFFD');
        assertThat(Xml.parse(text).getDocumentElement().getTextContent()).isEqualTo(read);
        assertThat(Xml.parse(text).getDocumentElement().getAttribute("title")).isEqualTo(read);
    }

    @Test
    void numbersAreShort() {
        assertThat(Markup.number(2)).isEqualTo("2");
        assertThat(Markup.number(2.5)).isEqualTo("2.5");
        assertThat(Markup.number(100)).isEqualTo("100");
        assertThat(Markup.number(-0.001)).isEqualTo("0");
        assertThat(Markup.number(1 / 3.0)).isEqualTo("0.33");
    }

    @Test
    void whatIsStillOpenIsAMistake() {
        Markup markup = new Markup().open("p");
        assertThatThrownBy(markup::toString).hasMessage("open elements: [p] (expected: none)");
    }

    @Test
    void anAttributeWithoutValueIsAMistake() {
        assertThatThrownBy(() -> new Markup().leaf("p", "class")).hasMessageContaining("names and values");
    }
}
