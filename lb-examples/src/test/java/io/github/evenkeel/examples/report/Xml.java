package io.github.evenkeel.examples.report;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Reads what the report wrote; anything that is not well-formed throws. */
public final class Xml {
    private Xml() {}

    public static Document parse(String text) throws IOException, SAXException, ParserConfigurationException {
        String body = text.replaceFirst("^<!DOCTYPE html>\\s*", "");
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(body)));
    }

    static Document draw(Chart chart) throws Exception {
        Markup markup = new Markup();
        chart.draw(markup);
        return parse(markup.toString());
    }

    /** Elements of a class, in the order of the document. */
    static List<Element> of(Document document, String cssClass) {
        List<Element> found = new ArrayList<>();
        NodeList all = document.getElementsByTagName("*");
        for (int i = 0; i < all.getLength(); i++) {
            Element element = (Element) all.item(i);
            if (List.of(element.getAttribute("class").split(" ", -1)).contains(cssClass)) found.add(element);
        }
        return found;
    }
}
