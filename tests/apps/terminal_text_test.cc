#include "apps/terminal_text.h"

#include <gtest/gtest.h>

namespace llada {
namespace {

TEST(TerminalText, ShowsControlCharactersInsteadOfObeyingThem) {
  EXPECT_EQ(visible_controls("a\x1b[2Jb\x07"), "a\u241B[2Jb\u2407");
  EXPECT_EQ(visible_controls("\x7f"), "\u2421");
  EXPECT_EQ(visible_controls("\u009B31m"), "\uFFFD31m");  // C1: CSI in one code point
}

TEST(TerminalText, KeepsNewlinesAndTabsUnlessOneLineIsAskedFor) {
  EXPECT_EQ(visible_controls("a\n\tb"), "a\n\tb");
  EXPECT_EQ(visible_line("a\n\tb"), "a\u240A\u2409b");
}

TEST(TerminalText, ReplacesBytesThatAreNotUtf8) {
  EXPECT_EQ(visible_controls("a\xFF\xC3"), "a\uFFFD\uFFFD");
  EXPECT_EQ(visible_line("caf\u00E9 \u4F60"), "caf\u00E9 \u4F60");
}

TEST(TerminalText, KnowsHowWideACharacterIs) {
  EXPECT_EQ(display_width(U'a'), 1);
  EXPECT_EQ(display_width(U'\u4F60'), 2);
  EXPECT_EQ(display_width(U'\U0001F600'), 2);
  EXPECT_EQ(display_width(U'\u0301'), 0);  // combining acute accent
}

TEST(TerminalText, ShortensByCodePointsNotBytes) {
  EXPECT_EQ(shortened("\u00E9\u00E9\u00E9", 3), "\u00E9\u00E9\u00E9");
  EXPECT_EQ(shortened("\u00E9\u00E9\u00E9", 2), "\u00E9\u00E9...");
}

TEST(TerminalText, WritesSizesInBinaryUnitsAndCountsInDecimalOnes) {
  EXPECT_EQ(human_bytes(1023), "1023 B");
  EXPECT_EQ(human_bytes(1536), "1.50 KiB");
  EXPECT_EQ(human_bytes(5e15), "4547.47 TiB");
  EXPECT_EQ(human_count(999), "999");
  EXPECT_EQ(human_count(3934464), "3.93 M");
}

}  // namespace
}  // namespace llada
