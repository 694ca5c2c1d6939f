#include "apps/command.h"

int main(int argc, char** argv) { return llada::run_command_line(argc, argv); }
