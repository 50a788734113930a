package dev.layerwise.lab.run;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** A result could not be stored or read, such as on a full disk; the message is one sentence. */
public final class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what could not be done to which file, and why.
   *
   * @param what such as {@code cannot write}
   * @param file the file
   * @param cause why
   */
  public StorageException(String what, Path file, IOException cause) {
    super(what + " " + file + ": " + reason(cause), cause);
  }

  /**
   * Says in a few words why an operation on a file failed.
   *
   * @param cause the exception, whose own message is often the bare name of the file
   * @return such as {@code permission denied}
   */
  public static String reason(IOException cause) {
    return switch (cause) {
      case AccessDeniedException e -> "permission denied";
      case NotDirectoryException e -> "a file is in the way";
      case FileAlreadyExistsException e -> "a file is in the way";
      case NoSuchFileException e -> "no such file or folder";
      case FileSystemException e when e.getReason() != null -> lowerFirst(e.getReason());
      default -> {
        String message = cause.getMessage();
        yield message == null ? cause.getClass().getSimpleName() : lowerFirst(message);
      }
    };
  }

  private static String lowerFirst(String text) {
    boolean acronym = text.length() > 1 && Character.isUpperCase(text.charAt(1));
    return text.isEmpty() || acronym
        ? text
        : Character.toLowerCase(text.charAt(0)) + text.substring(1);
  }
}
