# Cross build for 64-bit Arm on a Debian of another architecture. Libraries come from Debian's own arm64
# packages, which lie beside the native ones (/usr/lib/aarch64-linux-gnu); programs run under qemu-user.
# scripts/bootstrap.sh aarch64 installs both.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64)

set(ENV{PKG_CONFIG_LIBDIR} /usr/lib/aarch64-linux-gnu/pkgconfig:/usr/share/pkgconfig)
