// The worker's life: it greets, attaches buffers, runs lists, answers each request in order, until it is
// told to stop.
#pragma once

#include "npu/hexagon/wire.h"

namespace llada::dsp {

// One request of the session, in order.
void answer(const wire::Request& request, wire::Reply& reply);

// Answers what comes through shared memory; returns the exit status: 0 after a stop.
int serve(wire::Control& control);

}  // namespace llada::dsp
