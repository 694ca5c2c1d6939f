#!/bin/sh
# usage: check_symbols.sh LIBRARY
# Files compiled for an instruction set the machine may lack must define no weak symbol: the linker might
# take theirs, with instructions the machine lacks, for the whole program.
weak=$(nm --defined-only "$1" 2>/dev/null | awk '
  /\.o:$/ { object = $0 }
  object ~ /_(avx2|avx2vnni|avx512|avx512vnni|avx512bf16|amx|neon|dotprod|i8mm)\./ && / [WVu] / { print object, $3 }')
[ -z "$weak" ] && exit 0
echo "weak symbols in files of one instruction set (use no std:: templates or inline functions there):"
echo "$weak" | c++filt
exit 1
