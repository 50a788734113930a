package dev.layerwise.lab.report;

import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.font.FontRenderContext;
import java.awt.font.TextAttribute;
import java.awt.font.TextLayout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.AttributedString;

/**
 * The typeface of pictures. It travels with the program, so pictures are the same on every machine,
 * also where no font is installed. It has the widths of Helvetica and Arial, which a viewer of an
 * SVG file will use in its place.
 *
 * @param plain the regular face
 * @param bold the bold face
 */
record Fonts(Font plain, Font bold) {
  /** What an SVG file asks for, in this order. */
  static final String FAMILY = "Helvetica, Arial, 'Liberation Sans', sans-serif";

  /** Widths without the rounding to pixels that depends on the canvas. */
  private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);

  private static final String FONT_CONFIGURATION = "sun.awt.fontconfig";

  /**
   * Loads the typeface.
   *
   * @return both faces
   * @throws IOException if this JVM cannot draw text at all
   */
  static Fonts load() throws IOException {
    System.setProperty("java.awt.headless", "true");
    try {
      return read();
    } catch (IOException | RuntimeException | Error e) {
      // Without the library fontconfig, the font system starts only when told what it would find.
      Path configuration = Files.createTempFile("fonts", ".properties");
      try {
        Files.writeString(configuration, "version=1\nsequence.allfonts=default\n");
        System.setProperty(FONT_CONFIGURATION, configuration.toString());
        return read();
      } catch (RuntimeException | Error again) {
        e.addSuppressed(again);
        throw new IOException(e);
      } finally {
        System.clearProperty(FONT_CONFIGURATION);
        Files.deleteIfExists(configuration);
      }
    }
  }

  private static Fonts read() throws IOException {
    // An SVG file learns from the style, not from the face, that text is bold.
    return new Fonts(face("Regular"), face("Bold").deriveFont(Font.BOLD));
  }

  private static Font face(String name) throws IOException {
    try (InputStream in =
        Fonts.class.getResourceAsStream("/liberation/LiberationSans-" + name + ".ttf")) {
      if (in == null) {
        throw new IOException("font " + name + " is not on the class path");
      }
      return Font.createFont(Font.TRUETYPE_FONT, in).deriveFont(12f);
    } catch (FontFormatException e) {
      throw new IOException(e);
    }
  }

  /** Sets text in a face, and each sign that it lacks in one of this machine that may have it. */
  static AttributedString set(String text, Font font) {
    AttributedString set = new AttributedString(text);
    for (int i = 0; i < text.length(); ) {
      int next = text.offsetByCodePoints(i, 1);
      boolean known = font.canDisplay(text.codePointAt(i));
      set.addAttribute(TextAttribute.FONT, known ? font : substitute(font), i, next);
      i = next;
    }
    return set;
  }

  /** Returns how wide text is when {@link #set set} in a face. */
  static double width(String text, Font font) {
    return text.isEmpty() ? 0 : new TextLayout(set(text, font).getIterator(), CONTEXT).getAdvance();
  }

  private static Font substitute(Font font) {
    Font other = new Font(Font.SANS_SERIF, font.getStyle(), 1).deriveFont(font.getSize2D());
    try {
      other.getLineMetrics("x", CONTEXT);
      return other;
    } catch (RuntimeException | Error e) {
      return font; // this machine has no font at all, so the sign becomes an empty box
    }
  }
}
