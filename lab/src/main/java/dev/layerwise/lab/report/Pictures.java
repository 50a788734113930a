package dev.layerwise.lab.report;

import dev.layerwise.lab.run.WholeFile;
import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Writes figures as SVG and PNG. */
final class Pictures {
  private static final int PIXELS_PER_POINT = 2;

  private Pictures() {}

  /** Writes {@code figure-N.svg}. */
  static void writeSvg(Path dir, Drawing drawing, Fonts fonts) {
    Path file = dir.resolve("figure-" + drawing.number() + ".svg");
    WholeFile.write(file, svg(new Picture(drawing, fonts), drawing));
  }

  /** Writes {@code figure-N.png}, at twice the size of the SVG. */
  static void writePng(Path dir, Drawing drawing, Fonts fonts) {
    Path file = dir.resolve("figure-" + drawing.number() + ".png");
    WholeFile.write(file, png(new Picture(drawing, fonts)));
  }

  private static String svg(Picture picture, Drawing drawing) {
    try {
      Document document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .getDOMImplementation()
              .createDocument("http://www.w3.org/2000/svg", "svg", null);
      SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
      context.setComment(drawing.figure().title().replace("--", "—"));
      context.setPrecision(2);
      SVGGraphics2D g = new SVGGraphics2D(context, false);
      g.setSVGCanvasSize(new Dimension(picture.width(), picture.height()));
      picture.draw(g);
      Element root = g.getRoot();
      root.setAttributeNS(null, "viewBox", "0 0 " + picture.width() + " " + picture.height());
      root.setAttributeNS(null, "role", "img");
      root.setAttributeNS(null, "aria-label", drawing.figure().title());
      StringWriter out = new StringWriter();
      g.stream(root, out, true, false);
      return out.toString().replace("'Liberation Sans'", Fonts.FAMILY);
    } catch (ParserConfigurationException | IOException e) {
      throw new IllegalStateException("cannot draw figure " + drawing.number(), e);
    }
  }

  private static byte[] png(Picture picture) {
    BufferedImage image =
        new BufferedImage(
            PIXELS_PER_POINT * picture.width(),
            PIXELS_PER_POINT * picture.height(),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    try {
      g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      g.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      g.setRenderingHint(
          RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
      g.scale(PIXELS_PER_POINT, PIXELS_PER_POINT);
      picture.draw(g);
    } finally {
      g.dispose();
    }
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ImageIO.write(image, "png", out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
