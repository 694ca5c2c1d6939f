// A program outside the project that uses the installed library: answers one question.
#include <api/model.h>

#include <cstdio>

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: consumer MODEL QUESTION\n");
    return 2;
  }
  auto model = llada::Model::load(argv[1]);
  if (!model) {
    std::fprintf(stderr, "%s\n", model.error().message.c_str());
    return 1;
  }
  auto prompt = (*model)->chat_prompt(std::vector<llada::ChatMessage>{{"user", argv[2]}});
  auto answer = prompt ? (*model)->generate(*prompt, {}) : tl::unexpected(prompt.error());
  if (!answer) {
    std::fprintf(stderr, "%s\n", answer.error().message.c_str());
    return 1;
  }
  std::puts(answer->text.c_str());
}
