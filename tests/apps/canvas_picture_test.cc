#include "apps/canvas_picture.h"

#include <gtest/gtest.h>

#include "text/tiny_tokenizer.h"

namespace llada {
namespace {

constexpr int kEnd = 256;  // first tokens behind the 256 bytes
constexpr int kMask = 257;

Tokenizer byte_tokenizer() { return test::tiny_tokenizer({}, {{"<|end|>"}, {"<|mask|>"}}); }

// A canvas of `masks` positions behind a prompt of one byte.
Canvas empty_canvas(int masks) {
  const std::vector<TokenId> prompt{TokenId('p')};
  return Canvas::after_prompt(prompt, masks, TokenId(kMask));
}

void commit(Canvas& canvas, int pos, std::string_view bytes) {
  for (const char byte : bytes) {
    ASSERT_TRUE(canvas.commit(Position(pos++), TokenId(static_cast<unsigned char>(byte))));
  }
}

std::vector<Glyph> glyphs_of(const Canvas& canvas, std::span<const CanvasEvent> events = {}) {
  return canvas_glyphs(canvas, 1, canvas.size(), events, byte_tokenizer());
}

std::vector<Glyph> plain(std::string_view text) {
  std::vector<Glyph> glyphs;
  for (const char c : text) {
    const bool newline = c == '\n';
    glyphs.push_back(
        {newline ? "" : std::string(1, c), newline ? 0 : 1, GlyphStyle::kPlain, newline});
  }
  return glyphs;
}

std::vector<std::string> wrapped(std::string_view text, int columns) {
  std::vector<std::string> rows;
  for (const GlyphRow& row : wrap_glyphs(plain(text), columns)) rows.push_back(glyph_line(row));
  return rows;
}

TEST(CanvasPicture, ShowsMasksTextAndNewlines) {
  Canvas canvas = empty_canvas(6);
  commit(canvas, 2, "a\nb");
  EXPECT_EQ(glyph_line(glyphs_of(canvas)), "\u2591a\u21B5b\u2591\u2591");
}

TEST(CanvasPicture, PutsTheBytesOfOneCharacterTogether) {
  Canvas canvas = empty_canvas(4);
  commit(canvas, 1, "\u4F60");  // three tokens, one glyph of two columns
  const auto glyphs = glyphs_of(canvas);
  ASSERT_EQ(glyphs.size(), 2u);
  EXPECT_EQ(glyphs[0].text, "\u4F60");
  EXPECT_EQ(glyphs[0].width, 2);
}

TEST(CanvasPicture, ShowsHalfACharacterBesideAMaskAsReplacement) {
  Canvas canvas = empty_canvas(3);
  commit(canvas, 1, "\xE4\xBD");
  EXPECT_EQ(glyph_line(glyphs_of(canvas)), "\uFFFD\u2591");
}

TEST(CanvasPicture, NeverPassesControlCharactersOn) {
  Canvas canvas = empty_canvas(5);
  commit(canvas, 1, "\x1b[2J\x07");
  EXPECT_EQ(glyph_line(glyphs_of(canvas)), "\u241B[2J\u2407");
}

TEST(CanvasPicture, StylesWhatTheLastStepDidByItsConfidence) {
  Canvas canvas = empty_canvas(6);
  commit(canvas, 1, "abcd");
  const std::vector<CanvasEvent> events{{EventKind::kReveal, Position(2), TokenId('b'), 0.95},
                                        {EventKind::kReveal, Position(3), TokenId('c'), 0.7},
                                        {EventKind::kReveal, Position(4), TokenId('d'), 0.1},
                                        {EventKind::kRemask, Position(6), TokenId(kMask), 0}};
  const auto glyphs = glyphs_of(canvas, events);
  ASSERT_EQ(glyphs.size(), 6u);
  EXPECT_EQ(glyphs[0].style, GlyphStyle::kPlain);
  EXPECT_EQ(glyphs[1].style, GlyphStyle::kSure);
  EXPECT_EQ(glyphs[2].style, GlyphStyle::kFair);
  EXPECT_EQ(glyphs[3].style, GlyphStyle::kUnsure);
  EXPECT_EQ(glyphs[4].style, GlyphStyle::kMask);
  EXPECT_EQ(glyphs[5].style, GlyphStyle::kRemasked);
}

TEST(CanvasPicture, ShowsEndTokensAsDotsAndLeavesFixedOnesOut) {
  const std::vector<TokenId> prompt{TokenId(kEnd), TokenId('p')};
  Canvas canvas = Canvas::after_prompt(prompt, 2, TokenId(kMask));
  ASSERT_TRUE(canvas.commit(Position(2), TokenId('a')));
  ASSERT_TRUE(canvas.commit(Position(3), TokenId(kEnd)));
  EXPECT_EQ(glyph_line(canvas_glyphs(canvas, 0, 4, {}, byte_tokenizer())), "pa\u00B7");
}

TEST(CanvasPicture, WrapsAtSpacesNewlinesAndTheColumn) {
  EXPECT_EQ(wrapped("one two three", 8), (std::vector<std::string>{"one two ", "three"}));
  EXPECT_EQ(wrapped("ab\n\ncd", 8), (std::vector<std::string>{"ab", "", "cd"}));
  EXPECT_EQ(wrapped("abcdefgh", 4), (std::vector<std::string>{"abcd", "efgh"}));
  EXPECT_EQ(wrapped("a bcdefghij", 8), (std::vector<std::string>{"a bcdefg", "hij"}));
}

TEST(CanvasPicture, CountsWideCharactersAsTwoColumns) {
  std::vector<Glyph> glyphs(3, Glyph{"\u4F60", 2, GlyphStyle::kPlain, false});
  EXPECT_EQ(wrap_glyphs(glyphs, 5).size(), 2u);
  EXPECT_EQ(wrap_glyphs(glyphs, 1).size(), 3u);  // too narrow for any: one a row
}

}  // namespace
}  // namespace llada
