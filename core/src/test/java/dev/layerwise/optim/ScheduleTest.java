package dev.layerwise.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
  /** A few roundings of numbers of order 1. */
  private static final double ROUNDING = 1e-15;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          0.1                                    | 1    | 0.1
          1e-3                                   | 9    | 0.001
          constant(0.1)                          | 7    | 0.1
          cosine(0.1, 1000)                      | 1    | 0.1
          cosine(0.1, 1000)                      | 501  | 0.05
          cosine(0.1, 1000)                      | 1001 | 0
          cosine(0.1,1000,end=0.02)              | 501  | 0.06
          cosine(0.1,1000,0.02)                  | 2000 | 0.02
          cosine(0.1,1000,end=0.02,warmup=100)   | 1    | 0.001
          cosine(0.1,1000,end=0.02,warmup=100)   | 100  | 0.1
          cosine(0.1,1000,end=0.02,warmup=100)   | 551  | 0.06
          cosine(0.1,1000,end=0.02,warmup=100)   | 1001 | 0.02
          linear(0.1,0,1000)                     | 1    | 0.1
          linear(0.1,0,1000)                     | 251  | 0.075
          linear(0.1,0,1000)                     | 1001 | 0
          linear(start=0.1,end=0.3,steps=10)     | 6    | 0.2
          step(0.1,300,0.5)                      | 300  | 0.1
          step(0.1,300,0.5)                      | 301  | 0.05
          step(0.1,300,0.5)                      | 901  | 0.0125
          step(0.1,300,0.5,warmup=10)            | 5    | 0.05
          warmup(100,0.1)                        | 1    | 0.001
          warmup(100,0.1)                        | 5000 | 0.1
          warmup(4, step(0.1, 2, 0.5))           | 4    | 0.1
          warmup(4, step(0.1, 2, 0.5))           | 7    | 0.05
          """)
  void textSaysTheValueOfEachStep(String text, long t, double value) {
    assertThat(Schedule.parse(text).at(t)).isCloseTo(value, within(ROUNDING));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          cosin(0.1,10)         | there is no schedule 'cosin'; want cosine(start, steps, end=0, warmup=0)
          cosine(0.1)           | 'steps' is missing; want cosine(start, steps, end=0, warmup=0)
          cosine(0.1,1.5)       | steps=1.5 is not a whole number of at least 1; want cosine(start, steps, end=0, warmup=0)
          cosine(a,10)          | start=a is not a finite number; want cosine(start, steps, end=0, warmup=0)
          cosine(1,10,0,1,2)    | 5 arguments are too many; want cosine(start, steps, end=0, warmup=0)
          cosine(1,10,warmpu=2) | there is no argument 'warmpu'; did you mean warmup?; want cosine(start, steps, end=0, warmup=0)
          cosine(1,10,start=2)  | 'start' is given twice; want cosine(start, steps, end=0, warmup=0)
          cosine(start=1,10)    | '10' comes after an argument with a name; want cosine(start, steps, end=0, warmup=0)
          cosine(1,10,warmup=10)| warmup=10 is not below steps=10; want cosine(start, steps, end=0, warmup=0)
          step(1,10,-1)         | step: factor=-1.0; want a number of at least 0
          cosine(1,10           | 'cosine(1,10': parentheses do not match; want as many ')' as '('
          cosine(1,10)x         | 'cosine(1,10)x': text after the closing parenthesis; want name(arguments)
          """)
  void whatCannotBeReadIsToldWhatToWrite(String text, String message) {
    assertThatThrownBy(() -> Schedule.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void whatIsNoNumberIsToldAllForms() {
    assertThatThrownBy(() -> Schedule.parse("fast"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'fast' is not a number; want a number or a schedule: constant(value) or"
                + " cosine(start, steps, end=0, warmup=0) or linear(start, end, steps, warmup=0) or"
                + " step(start, every, factor, warmup=0) or warmup(steps, schedule)");
    assertThatThrownBy(() -> Schedule.parse("NaN")).hasMessageStartingWith("'NaN' is not a number");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          linear(0.5,1.5,10)  | false
          linear(0.5,1,10)    | true
          cosine(0.5,10,-1)   | false
          step(0.5,10,2)      | false
          step(0.5,10,0.5)    | true
          warmup(10,0.5)      | true
          warmup(10,2)        | false
          """)
  void theWholeFutureOfAScheduleIsCheckedAgainstBounds(String text, boolean within) {
    assertThat(Schedule.parse(text).staysWithin(0, 1)).isEqualTo(within);
  }
}
