#pragma once

namespace llada {

// What greedy decoding needs of a run of logits l.
struct LogitSums {
  bool finite = false;  // every logit is; if not, nothing else here holds
  int top = -1;         // index of the largest, the lowest of equals
  int second = -1;      // of the largest but top; -1 if there is none
  double sum = 0;       // of e^(l - l[top])
  double weighted = 0;  // of (l - l[top]) e^(l - l[top])
};

}  // namespace llada
