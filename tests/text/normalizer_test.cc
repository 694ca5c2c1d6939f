#include "text/normalizer.h"

#include <gtest/gtest.h>

namespace llada {
namespace {

TEST(Normalizer, DecomposedLettersAreComposed) {
  EXPECT_EQ(to_nfc("caf"
                   "e\xCC\x81"
                   " ok"),
            "caf\xC3\xA9 ok");
  EXPECT_EQ(to_nfc("\xE1\x84\x80\xE1\x85\xA1"), "\xEA\xB0\x80");  // Hangul
}

TEST(Normalizer, CombiningMarksAreOrdered) {
  EXPECT_EQ(to_nfc("q\xCC\x87\xCC\xA3"), "q\xCC\xA3\xCC\x87");  // dot below before dot above
}

TEST(Normalizer, CompatibilityFormsStay) {
  EXPECT_EQ(to_nfc("\xEF\xAC\x81"), "\xEF\xAC\x81");  // the fi ligature
}

TEST(Normalizer, BytesThatAreNotTextStayAndSeparate) {
  EXPECT_EQ(to_nfc("e\xFF\xCC\x81\xE4"), "e\xFF\xCC\x81\xE4");
  EXPECT_EQ(to_nfc(std::string("a\0e\xCC\x81", 5)), std::string("a\0\xC3\xA9", 4));
}

TEST(Normalizer, ARunOfCombiningMarksWithoutEndTakesLinearTime) {
  std::string marks = "a";
  for (int i = 0; i < 1 << 18; ++i) marks += "\xCC\x87\xCC\xA3";
  EXPECT_EQ(to_nfc(marks).size(), to_nfc(to_nfc(marks)).size());
}

}  // namespace
}  // namespace llada
