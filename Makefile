# The short way in; everything here is a thin call of the CMake presets.
.DEFAULT_GOAL := build
.PHONY: build run test bench test-long asan tsan fuzz aarch64 test-training install format clean

JOBS ?= $(shell nproc 2>/dev/null || echo 2)
PREFIX ?= /usr/local
FUZZ_SECONDS ?= 600
QUESTION ?= Eric bakes 4 trays of pies with 6 on each tray. The family eats 7. How many pies are left?
MODEL ?=
ARGS ?=
export QUESTION
MAKEFLAGS += --no-print-directory

# Only first configurations look at these; an existing build keeps what it was made with.
export CMAKE_GENERATOR ?= $(if $(shell command -v ninja),Ninja,Unix Makefiles)
export CMAKE_CXX_COMPILER_LAUNCHER ?= $(shell command -v ccache)

build:
	@scripts/bootstrap.sh build
	@test -f build/CMakeCache.txt || cmake --preset release -DLLADA_BUILD_TESTS=OFF
	@cmake --build --preset release -j $(JOBS) --target llada

run: build
	@build/bin/llada run $(MODEL) -p "$$QUESTION" $(ARGS)

bench: build
	@build/bin/llada bench $(MODEL) $(ARGS)

test:
	@scripts/bootstrap.sh test
	@scripts/bootstrap.sh hexagon || echo "llada: the tests of the Hexagon worker will be skipped" >&2
	@cmake --preset release -DLLADA_BUILD_TESTS=ON
	@cmake --build --preset release -j $(JOBS)
	@ctest --preset release -j $(JOBS)

test-long: test
	@ctest --preset long -j $(JOBS)

asan:
	@scripts/bootstrap.sh test
	@cmake --preset asan-ubsan
	@cmake --build --preset asan-ubsan -j $(JOBS)
	@ctest --preset asan-ubsan -j $(JOBS)

tsan:
	@scripts/bootstrap.sh test
	@cmake --preset tsan
	@cmake --build --preset tsan -j $(JOBS)
	@ctest --preset tsan -j $(JOBS)

fuzz:
	@scripts/bootstrap.sh fuzz
	@cmake --preset fuzz
	@cmake --build --preset fuzz -j $(JOBS)
	@scripts/fuzz.sh build-fuzz $(FUZZ_SECONDS) $(JOBS)

test-training:
	@scripts/bootstrap.sh training
	@cd training && /usr/bin/python3 -m unittest test_training

aarch64:
	@scripts/bootstrap.sh aarch64
	@cmake --preset aarch64
	@cmake --build --preset aarch64 -j $(JOBS)
	@ctest --preset aarch64 -j $(JOBS)

install: build
	@cmake --build --preset release -j $(JOBS) --target llada_libraries
	@cmake --install build --prefix $(PREFIX)

format:
	@scripts/bootstrap.sh format
	@find src tests fuzz \( -name '*.h' -o -name '*.cc' \) -exec clang-format -i {} +

clean:
	rm -rf build build-debug build-asan build-tsan build-fuzz build-aarch64
