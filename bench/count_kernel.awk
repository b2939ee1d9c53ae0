# SPDX-License-Identifier: Apache-2.0
# The counting of count_kernel.sh, which says what it is for. Reads AT&T syntax, as objdump -d -C writes it.

# A function begins. Its lines are kept where it is the largest full tile so far of its target and type.
/^[0-9a-f]+ <.*>:$/ {
  keep = ""
  if (match($0, /::N_[A-Z0-9_]+::Tile<[^ ]*PackedB, .*Simd<(float|double), [0-9]+ul, [-0-9]+>, [0-9]+, [0-9]+, \([A-Za-z0-9_:]*Edge\)0, /))
    begin_tile(substr($0, RSTART + 4, RLENGTH - 4))
  next
}
keep != "" && /^ *[0-9a-f]+:\t/ { code[keep, ++lines[keep]] = $0 }

END {
  printf "per step of k   tile steps    fma  A loads  broadcasts  fma{1to}  fma mem  other loads  loads  others    all  spills\n"
  count = split(kernels, wanted, " ")
  for (i = 1; i <= count; ++i) report(wanted[i])
  if (failures != "") printf "\n%s", failures
  exit failures != "" ? 1 : 0
}

# AVX3::Tile<..., hwy::N_AVX3::Simd<double, 8ul, 0>, 3, 8, (...::Edge)0,
function begin_tile(name, part, type, shape, kernel) {
  type = name ~ /Simd<float, / ? "f32" : "f64"
  kernel = substr(name, 1, index(name, "::") - 1) ":" type
  sub(/^.*Simd</, "", name)
  split(name, part, /[^0-9a-z]+/)  # double 8ul 0 3 8
  if (part[4] * part[5] <= vectors[kernel] * columns[kernel]) return
  vectors[kernel] = part[4]
  columns[kernel] = part[5]
  bytes[kernel] = part[2] * (type == "f32" ? 4 : 8)  # 8ul counts as 8
  lines[kernel] = 0
  keep = kernel
}

function fail(kernel, text) { failures = failures kernel ": " text "\n" }

function report(kernel, loads, all) {
  if (!(kernel in lines)) return fail(kernel, "no full tile on packed B in this file")
  read_code(kernel)
  register = bytes[kernel] == 64 ? "%zmm" : bytes[kernel] == 32 ? "%ymm" : "%xmm"
  if (!find_loop(lines[kernel])) return fail(kernel, "no loop with multiply-adds on " register " registers in the tile")
  count_loop(kernel)
  steps = a_vectors / vectors[kernel]
  if (steps < 1 || steps != int(steps))
    return fail(kernel, "a turn of the loop reads " a_vectors " vectors of A, and a step of k " vectors[kernel])
  loads = n["a"] + n["broadcast"] + n["fma{1to}"] + n["fma memory"] + n["other load"]
  all = n["fma"] + n["a"] + n["broadcast"] + n["other load"] + n["other"]
  printf "%-15s %4s %5d %6.2f %8.2f %11.2f %9.2f %8.2f %12.2f %6.2f %7.2f %6.2f %7d\n", kernel,
         vectors[kernel] "x" columns[kernel], steps, n["fma"] / steps, n["a"] / steps, n["broadcast"] / steps,
         n["fma{1to}"] / steps, n["fma memory"] / steps, n["other load"] / steps, loads / steps, n["other"] / steps,
         all / steps, n["spill"]
  judge(kernel, vectors[kernel] * columns[kernel], loads)
}

function judge(kernel, tile, loads) {
  if (n["spill"] > 0) fail(kernel, n["spill"] " instructions of the loop move vectors to or from the stack")
  if (n["fma"] != tile * steps) fail(kernel, n["fma"] / steps " multiply-adds a step of k, and the tile has " tile)
  if (loads > n["fma"]) fail(kernel, loads / steps " loads for " n["fma"] / steps " multiply-adds a step of k")
}

# Splits every line into address, mnemonic and operands, and notes where jumps go.
function read_code(kernel, i, line, part) {
  split("", target)
  frame_pointer = 0
  for (i = 1; i <= lines[kernel]; ++i) {
    line = code[kernel, i]
    sub(/ *<.*$/, "", line)
    sub(/ *#.*$/, "", line)
    split(line, part, ":\t")
    address[i] = number(part[1])
    line = part[2]
    while (line ~ /^(cs|ds|bnd|notrack|data16) /) sub(/^[a-z0-9]+ +/, "", line)  # padding before branches
    mnemonic[i] = operands[i] = line
    sub(/ .*$/, "", mnemonic[i])
    if (!sub(/^[^ ]+ +/, "", operands[i])) operands[i] = ""
    if (mnemonic[i] ~ /^j/ && operands[i] ~ /^[0-9a-f]+ *$/) target[i] = number(operands[i])
    if (mnemonic[i] == "mov" && operands[i] ~ /^%rsp,%rbp/) frame_pointer = 1
  }
}

function number(hex, i, value) {
  gsub(/ /, "", hex)
  for (i = 1; i <= length(hex); ++i) value = value * 16 + index("0123456789abcdef", substr(hex, i, 1)) - 1
  return value
}

function is_fma(i) { return mnemonic[i] ~ /^vfn?m(add|sub)[0-9]+p[sd]$/ && index(operands[i], register) }

# [first, last]: of the loops that hold no other loop, the one with the most multiply-adds. A loop is what lies between a
# conditional backward jump and where it goes: GCC also jumps back, always, from code that it has moved out of the way.
function find_loop(count, i, j, top, fma, most) {
  most = 0
  for (i = 1; i <= count; ++i) {
    if (!(i in target) || mnemonic[i] == "jmp" || target[i] > address[i] || target[i] < address[1]) continue
    fma = 0
    for (j = i; j > 0 && address[j] >= target[i]; --j) {
      if (j < i && j in target && target[j] <= address[j] && target[j] >= target[i]) fma = -1e9
      fma += is_fma(j)
      top = j
    }
    if (fma > most) {
      most = fma
      first = top
      last = i
    }
  }
  return most > 0
}

# Counts into n[], and into a_vectors the vectors that are read from different places: the compiler may read one twice.
function count_loop(kernel, i, memory, source) {
  split("", n)
  split("", writes)
  split("", seen)
  a_vectors = 0
  for (i = first; i <= last; ++i) {
    memory = ""
    if (mnemonic[i] !~ /^(lea|nop)/ && match(operands[i], /[-0-9a-fx]*\([^)]*\)/)) memory = substr(operands[i], RSTART, RLENGTH)
    source = memory != "" && operands[i] !~ /\)$/  # what is stored to comes last
    if (memory != "" && on_stack(memory) && operands[i] ~ /%[xyz]mm/) n["spill"]++
    if (is_fma(i)) {
      n["fma"]++
      if (index(operands[i], "{1to")) {
        n["fma{1to}"]++
      } else if (memory != "") {
        n["fma memory"]++
        read_vector(memory)
      }
    } else if (source && mnemonic[i] ~ /^vmov([au]p[sd]|dq[au])/ && index(operands[i], register)) {
      n["a"]++
      read_vector(memory)
    } else if (source && mnemonic[i] ~ /^vp?broadcast/) {
      n["broadcast"]++
    } else if (source || mnemonic[i] ~ /^prefetch/ || (memory != "" && mnemonic[i] ~ /^(cmp|test)/)) {
      n["other load"]++
    } else {
      n["other"]++
    }
    note_write(i)
  }
}

function on_stack(memory) { return memory ~ /%rsp/ || (frame_pointer && memory ~ /\(%rbp/) }

# The same text is another place once one of its registers has been written.
function read_vector(memory, key, rest) {
  if (on_stack(memory)) return
  key = rest = memory
  while (match(rest, /%r[a-z0-9]+/)) {
    key = key " " writes[substr(rest, RSTART, RLENGTH)]
    rest = substr(rest, RSTART + RLENGTH)
  }
  if (!((key) in seen)) a_vectors++
  seen[key] = 1
}

function note_write(i) {
  if (mnemonic[i] !~ /^(cmp|test|j|push)/ && match(operands[i], /%r[a-z0-9]+$/)) writes[substr(operands[i], RSTART)]++
}
